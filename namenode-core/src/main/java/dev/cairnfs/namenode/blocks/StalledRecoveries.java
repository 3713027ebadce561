package dev.cairnfs.namenode.blocks;

/**
 * Block recoveries that do not get on: they wait for DataNodes that may hold a replica, or several DataNodes were asked in
 * vain. Their files stay open.
 *
 * @param path of the file whose recovery is wanted for longest; empty when there is none
 */
public record StalledRecoveries(int count, String path) {}
