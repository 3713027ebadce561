package dev.cairnfs.shared.model;

/**
 * A DataNode that acknowledges slowly, as the one before it in pipelines saw it.
 *
 * @param transferAddress host:transferPort
 * @param latencyMicros median time from a packet to its acknowledgement
 */
public record SlowPeer(String transferAddress, long latencyMicros) {}
