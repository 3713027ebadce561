package dev.cairnfs.api;

/**
 * One file that is open for writing.
 *
 * @param clientName the holder; empty when it is withheld
 * @param clientMachine empty when it is withheld or unknown
 */
public record OpenFile(long fileId, String path, String clientName, String clientMachine) {}
