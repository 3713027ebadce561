package dev.cairnfs.namenode.loop;

import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.Command;
import dev.cairnfs.namenode.command.Plan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait for a replica of a block, each until its deadline. A call that was planned again and must wait further
 * comes back with the deadline that it had.
 */
final class ParkedCalls {
    /** More calls than this do not wait at all: their plan's answer is sent at once. */
    static final int CALLS_MAX = 10_000;

    /** A call that waits, with its last plan. */
    static final class Parked<R> {
        private final Call<R> call;
        private final Caller caller;
        private final Command<R> command;
        private final Plan<R> plan;
        private final long deadlineMillis;
        private long number;

        Parked(Call<R> call, Caller caller, Command<R> command, Plan<R> plan, long deadlineMillis) {
            this.call = call;
            this.caller = caller;
            this.command = command;
            this.plan = plan;
            this.deadlineMillis = deadlineMillis;
        }

        Call<R> call() {
            return call;
        }

        Caller caller() {
            return caller;
        }

        Command<R> command() {
            return command;
        }

        Plan<R> plan() {
            return plan;
        }

        long deadlineMillis() {
            return deadlineMillis;
        }
    }

    private final Map<Long, List<Parked<?>>> byBlock = new HashMap<>();
    /** Those that wait, and no others. */
    private final TreeSet<Parked<?>> byDeadline =
            new TreeSet<>(Comparator.<Parked<?>>comparingLong(parked -> parked.deadlineMillis)
                    .thenComparingLong(parked -> parked.number));

    private final ArrayDeque<Parked<?>> toReplan = new ArrayDeque<>();
    private long nextNumber;

    /** False when too many wait already. */
    boolean park(Parked<?> parked) {
        if (byDeadline.size() >= CALLS_MAX) {
            return false;
        }
        byBlock.computeIfAbsent(parked.plan().awaitBlock(), block -> new ArrayList<>(1))
                .add(parked);
        parked.number = nextNumber++;
        byDeadline.add(parked);
        return true;
    }

    /** The block has gained a replica: whoever waits for it is to be planned again. */
    void replicaGained(long blockId) {
        List<Parked<?>> waiting = byBlock.isEmpty() ? null : byBlock.remove(blockId);
        if (waiting != null) {
            for (Parked<?> parked : waiting) {
                byDeadline.remove(parked);
                toReplan.addLast(parked);
            }
        }
    }

    /** The next call to plan again, or null. */
    @Nullable
    Parked<?> nextToReplan() {
        return toReplan.pollFirst();
    }

    /** The next call whose wait is over, or null. */
    @Nullable
    Parked<?> nextExpired(long monotonicMillis) {
        Parked<?> first = byDeadline.isEmpty() ? null : byDeadline.first();
        if (first == null || first.deadlineMillis > monotonicMillis) {
            return null;
        }
        byDeadline.remove(first);
        List<Parked<?>> sameBlock = byBlock.get(first.plan().awaitBlock());
        if (sameBlock != null && sameBlock.remove(first) && sameBlock.isEmpty()) {
            byBlock.remove(first.plan().awaitBlock());
        }
        return first;
    }

    /** When the next wait ends, by the monotonic clock; Long.MAX_VALUE when nobody waits. */
    long nextDeadlineMillis() {
        return byDeadline.isEmpty() ? Long.MAX_VALUE : byDeadline.first().deadlineMillis;
    }
}
