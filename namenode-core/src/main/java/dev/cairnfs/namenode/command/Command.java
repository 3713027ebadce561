package dev.cairnfs.namenode.command;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.FileStatus;
import org.jspecify.annotations.Nullable;

/**
 * An operation that may change the hard state. It only plans: the loop replays the records, journals them and answers.
 *
 * @param <R> the reply
 */
public interface Command<R> {
    /** HDFS's name of the operation in the audit log, for example {@code mkdirs}. */
    String auditName();

    /** False for what is not a call of its own but the consequence of one. */
    default boolean isAudited() {
        return true;
    }

    default @Nullable String source() {
        return null;
    }

    default @Nullable String destination() {
        return null;
    }

    /**
     * Owner, group and mode for the audit log, where HDFS logs them and the answer does not hold them; asked after replay.
     */
    default @Nullable FileStatus audited(PlanContext context) {
        return null;
    }

    /**
     * Checks everything and says what would change. Pure: reads the context, changes nothing. May be called again for
     * the same call when the plan asked to wait.
     *
     * @throws HdfsException when the rules refuse; then nothing has happened
     */
    Plan<R> plan(PlanContext context) throws HdfsException;
}
