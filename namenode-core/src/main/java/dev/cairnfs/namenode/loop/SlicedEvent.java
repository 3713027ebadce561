package dev.cairnfs.namenode.loop;

import dev.cairnfs.namenode.command.SoftState;
import dev.cairnfs.shared.error.HdfsException;

/**
 * A soft event with much work, such as a full block report: the loop calls it again and again, with others' events in
 * between.
 *
 * @param <R> the answer
 */
public interface SlicedEvent<R> {
    /**
     * Does a bounded piece of the work.
     *
     * @return true when all is done
     */
    boolean advance(SoftState soft) throws HdfsException;

    /** The answer, once all is done. */
    R result();
}
