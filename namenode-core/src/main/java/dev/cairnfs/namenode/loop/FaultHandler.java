package dev.cairnfs.namenode.loop;

/**
 * Takes what must never happen: a failed sync, a record that does not fit the state. The real one halts the process,
 * which restarts clean; tests pass a recording one.
 */
@FunctionalInterface
public interface FaultHandler {
    void fault(String what, Throwable cause);
}
