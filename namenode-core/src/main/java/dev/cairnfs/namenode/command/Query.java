package dev.cairnfs.namenode.command;

import dev.cairnfs.shared.error.HdfsException;
import org.jspecify.annotations.Nullable;

/**
 * An operation that reads. Its answer leaves once everything it may have seen is durable. Bounded in work: long results
 * come in pages.
 *
 * @param <R> the answer
 */
public interface Query<R> {
    /** HDFS's name of the operation in the audit log, for example {@code getfileinfo}. */
    String auditName();

    default @Nullable String source() {
        return null;
    }

    R read(PlanContext context) throws HdfsException;
}
