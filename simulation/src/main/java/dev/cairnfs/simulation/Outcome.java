package dev.cairnfs.simulation;

import dev.cairnfs.shared.error.HdfsException;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended for its caller. Without value and error it is unknown: the NameNode died or could not be reached.
 *
 * @param reached whether the call may have been carried out
 */
public record Outcome<R>(@Nullable R value, @Nullable HdfsException error, boolean reached) {
    public boolean isUnknown() {
        return value == null && error == null;
    }

    public boolean succeeded() {
        return value != null;
    }
}
