package dev.cairnfs.datanode;

/** Hears that the DataNode cannot go on; in an application it ends the process, in a test it remembers. Any thread. */
@FunctionalInterface
public interface FaultHandler {
    void fatal(String reason);
}
