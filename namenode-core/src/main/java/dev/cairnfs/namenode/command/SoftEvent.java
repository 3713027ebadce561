package dev.cairnfs.namenode.command;

import dev.cairnfs.shared.error.HdfsException;

/**
 * Something that concerns the soft state only: a heartbeat, a slice of a block report, a lease renewal, safe mode. Not
 * journaled.
 *
 * @param <R> the answer
 */
@FunctionalInterface
public interface SoftEvent<R> {
    R apply(SoftState soft) throws HdfsException;
}
