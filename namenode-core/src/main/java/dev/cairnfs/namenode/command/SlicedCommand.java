package dev.cairnfs.namenode.command;

import dev.cairnfs.shared.error.HdfsException;
import org.jspecify.annotations.Nullable;

/**
 * A command whose checks may grow with the namespace. The loop makes them in events of their own, so that others get their
 * turn in between, and then plans the command that they end in.
 *
 * @param <R> the reply
 */
public interface SlicedCommand<R> extends Command<R> {
    /**
     * Begins the long checks.
     *
     * @return null when there are none: then the command is planned as it is. {@link #plan} makes all checks, too, when it
     *     is called without this
     */
    SlicedQuery.@Nullable Slices<Command<R>> begin(PlanContext context) throws HdfsException;
}
