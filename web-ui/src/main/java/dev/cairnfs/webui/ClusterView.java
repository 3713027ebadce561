package dev.cairnfs.webui;

/**
 * The cluster in one line.
 *
 * @param name the cluster id, or the name an operator gave it
 * @param role {@code active} or {@code standby}
 * @param version of the NameNode's software
 * @param safeMode whether safe mode is on
 */
public record ClusterView(String name, String role, String version, boolean safeMode) {}
