package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.record.EditRecord;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a command would do.
 *
 * @param records facts in order; every prefix of them leaves a sound state, because a crash may cut the journal
 *     anywhere between two records
 * @param reply builds the answer from the state after replay; sent once the records are durable
 * @param effect what follows for the soft state, after replay; null for nothing
 * @param awaitBlock when not 0, the answer is not known yet: the loop replays the records and plans the command again
 *     as soon as this block has gained a replica; after the wait's limit it sends {@code reply} as it is
 */
public record Plan<R>(
        List<EditRecord> records,
        Function<PlanContext, R> reply,
        @Nullable Consumer<SoftState> effect,
        long awaitBlock) {
    public Plan {
        records = List.copyOf(records);
    }

    public static <R> Plan<R> of(List<EditRecord> records, R reply) {
        return new Plan<>(records, context -> reply, null, 0);
    }

    /** Nothing to change. */
    public static <R> Plan<R> answer(R reply) {
        return of(List.of(), reply);
    }
}
