package dev.cairnfs.namenode.command;

import dev.cairnfs.shared.error.HdfsException;

/**
 * A query whose work grows with the namespace. The loop calls {@link Slices#advance} in events of their own, so that
 * others get their turn in between; each sees the state of its moment, as HDFS's yielding content summary does.
 *
 * @param <R> the answer
 */
public interface SlicedQuery<R> extends Query<R> {
    /**
     * A run of the query, used once.
     *
     * @param <R> the answer
     */
    interface Slices<R> {
        /**
         * Does a bounded piece of the work.
         *
         * @return true when all is done
         */
        boolean advance(PlanContext context) throws HdfsException;

        /** The answer, once all is done. */
        R result();
    }

    /** Checks what is asked, and begins. */
    Slices<R> begin(PlanContext context) throws HdfsException;

    /** All slices at once, for tests and tools. */
    @Override
    default R read(PlanContext context) throws HdfsException {
        Slices<R> slices = begin(context);
        boolean done = false;
        while (!done) {
            done = slices.advance(context);
        }
        return slices.result();
    }
}
