package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.record.CallId;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.shared.error.HdfsException;
import org.jspecify.annotations.Nullable;

/**
 * At-most-once calls (SPEC P7): a call that the retry cache knows gets the answer that it got, or would have got, before,
 * and changes nothing. The call's id stands in the last record of its plan only, so that a crash in between leaves a call
 * that counts as not done.
 */
final class AtMostOnce {
    private AtMostOnce() {}

    /**
     * Plans a call that is new.
     *
     * @param <R> the reply
     */
    @FunctionalInterface
    interface Planner<R> {
        Plan<R> plan(PlanContext context) throws HdfsException;
    }

    /**
     * Answers a call that is done.
     *
     * @param <R> the reply
     */
    @FunctionalInterface
    interface Repeater<R> {
        R answer(EditRecord done) throws HdfsException;
    }

    /**
     * Answers from the cache, or plans.
     *
     * @param again the answer of the call whose last record was this one
     */
    static <R> Plan<R> plan(PlanContext context, Repeater<R> again, Planner<R> planner) throws HdfsException {
        CallId call = context.caller().callId();
        @Nullable
        EditRecord done = call == null ? null : context.namespace().retryCache().find(call);
        return done == null ? planner.plan(context) : Plan.answer(again.answer(done));
    }

    /** A call that finds nothing to change, and whose repetition might find something: it is kept with its answer. */
    static Plan<Boolean> answer(PlanContext context, boolean reply) {
        return context.caller().callId() == null
                ? Plan.answer(reply)
                : Plan.of(new Edits(context).callAnswered(reply).listForCall(), reply);
    }

    /** What a call with this last record was answered; {@code true} when it changed something. */
    static boolean answerOf(EditRecord done) {
        return !done.hasCallAnswered() || done.getCallAnswered().getAnswer();
    }

    /** Whether the call has been done. */
    static boolean isRepeated(PlanContext context) {
        return find(context) != null;
    }

    private static @Nullable EditRecord find(PlanContext context) {
        CallId call = context.caller().callId();
        return call == null ? null : context.namespace().retryCache().find(call);
    }
}
