package dev.cairnfs.namenode.blocks;

/** Finds the rack of a DataNode that does not name one, as HDFS's DNSToSwitchMapping does. */
@FunctionalInterface
public interface RackResolver {
    /**
     * The rack of a host.
     *
     * @param host the DataNode's advertised host
     * @return a network location such as {@code /rack1}; empty where none is known
     */
    String resolve(String host);
}
