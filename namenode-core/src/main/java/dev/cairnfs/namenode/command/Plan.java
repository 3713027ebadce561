package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.shared.error.HdfsException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a command would do.
 *
 * @param records facts in order; every prefix of them leaves a sound state, because a crash may cut the journal
 *     anywhere between two records
 * @param reply builds the answer from the state after replay; sent once the records are durable
 * @param effect what follows for the soft state, run after replay and before {@code reply}; null for nothing
 * @param awaitBlock when not 0, the answer is not known yet: the loop replays the records and runs the effect; when
 *     there were records, it plans the command again at once, because replay may have changed what the plan saw;
 *     otherwise as soon as this block has gained a replica. After the wait's limit it sends {@code reply} as it is
 */
public record Plan<R>(
        List<EditRecord> records, Reply<R> reply, @Nullable Consumer<SoftState> effect, long awaitBlock) {
    /** No block's id, but not 0 either. */
    private static final long NO_BLOCK = -1;

    /**
     * Builds the answer.
     *
     * @param <R> the answer
     */
    @FunctionalInterface
    public interface Reply<R> {
        /**
         * The answer, from the state after replay.
         *
         * @param context shows the state after replay
         * @throws HdfsException when the call is refused although its records stand, or when a wait has come to its
         *     limit: the caller gets this error once the records are durable
         */
        R apply(PlanContext context) throws HdfsException;
    }

    public Plan {
        records = List.copyOf(records);
    }

    public static <R> Plan<R> of(List<EditRecord> records, R reply) {
        return new Plan<>(records, context -> reply, null, 0);
    }

    /** Records, and an answer that is read from the state that they lead to. */
    public static <R> Plan<R> replying(List<EditRecord> records, Reply<R> reply) {
        return new Plan<>(records, reply, null, 0);
    }

    /**
     * Plans the command again behind these records, because what follows depends on the state that they lead to.
     *
     * @param records at least one
     */
    static <R> Plan<R> again(List<EditRecord> records, Consumer<SoftState> effect) {
        return new Plan<>(
                records,
                context -> {
                    throw new IllegalStateException("a plan in between has no answer");
                },
                effect,
                NO_BLOCK);
    }

    /** Nothing to change. */
    public static <R> Plan<R> answer(R reply) {
        return of(List.of(), reply);
    }

    /** This plan with something to do for the soft state after replay. */
    public Plan<R> then(Consumer<SoftState> softEffect) {
        return new Plan<>(records, reply, softEffect, awaitBlock);
    }
}
