package dev.cairnfs.datanode.recovery;

import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockRecovery;
import dev.cairnfs.shared.model.ReplicaState;
import java.util.List;

/**
 * Which replicas take part in a block's recovery, and how long they become (decision 0086). Pure.
 *
 * <p>Whatever a reader was shown is in each replica of the pipeline that is FINALIZED or RBW, because a DataNode writes
 * all that it has forwarded before it lets its replica be recovered: so the shortest RBW replica has enough, and what the
 * others have beyond was never shown. An RWR replica has been through a crash, may lack something of that, and counts only
 * when there is nothing better and nobody is left who might have it.
 */
final class RecoveryRules {
    private final BlockRecovery recovery;
    private final List<Answer> answers;
    // With bytes, not older than the block, and in a state from which it can become FINALIZED.
    private final List<Answer> usable;

    private RecoveryRules(BlockRecovery recovery, List<Answer> answers) {
        this.recovery = recovery;
        this.answers = answers;
        this.usable = answers.stream()
                .filter(answer ->
                        isCandidate(answer) && answer.replica().originalState().code() <= ReplicaState.RWR.code())
                .toList();
    }

    /** @param answers one of each location of the block */
    static Decision decide(BlockRecovery recovery, List<Answer> answers) {
        return new RecoveryRules(recovery, answers).decide();
    }

    private Decision decide() {
        for (Answer answer : answers) {
            if (answer.kind() == Answer.Kind.SUPERSEDED) {
                return Decision.superseded(answer.node().transferAddress() + ": " + answer.failure());
            }
        }
        if (answers.stream().allMatch(answer -> answer.kind() == Answer.Kind.FAILED)) {
            return Decision.failed("All datanodes failed: " + failures());
        }
        Block truncated = recovery.truncated();
        if (truncated != null) {
            return truncate(truncated);
        }
        if (usable.isEmpty()) {
            return withoutReplicas();
        }
        ReplicaState best = usable.stream()
                .map(answer -> answer.replica().originalState())
                .min(ReplicaState::compareTo)
                .orElseThrow();
        return switch (best) {
            case FINALIZED -> ofFinalized();
            case RBW -> synchronize(in(ReplicaState.RBW), shortest(in(ReplicaState.RBW)));
            case RWR -> ofCrashed();
            case RUR, TEMPORARY -> throw new IllegalStateException(best + " is not usable");
        };
    }

    private boolean isCandidate(Answer answer) {
        return answer.kind() == Answer.Kind.REPLICA
                && answer.replica().block().generationStamp()
                        >= recovery.block().generationStamp()
                && length(answer) > 0;
    }

    private Decision withoutReplicas() {
        if (answers.stream().anyMatch(this::isCandidate)) {
            return Decision.failed("none of the replicas is in RWR or better state: " + answers);
        }
        if (someAreUnknown()) {
            // Dropping the block would drop what they have.
            return Decision.failed("nobody who answers has a byte, but some do not answer: " + failures());
        }
        return Decision.delete();
    }

    /** Somebody was told that the block is whole, or an earlier attempt has come that far. */
    private Decision ofFinalized() {
        List<Answer> finalized = in(ReplicaState.FINALIZED);
        long length = longest(finalized);
        long stamp = finalized.stream()
                .filter(answer -> length(answer) == length)
                .mapToLong(answer -> answer.replica().block().generationStamp())
                .max()
                .orElseThrow();
        for (Answer answer : finalized) {
            // An attempt that was broken off may have left a shorter one, under its own stamp.
            if (length(answer) != length && answer.replica().block().generationStamp() == stamp) {
                return Decision.failed("Inconsistent size of finalized replicas: " + answers);
            }
        }
        List<Answer> participants = usable.stream()
                .filter(answer -> answer.replica().originalState() != ReplicaState.RWR && hasAtLeast(length, answer))
                .toList();
        return synchronize(participants, length);
    }

    private Decision ofCrashed() {
        if (someAreUnknown()) {
            return Decision.failed("only replicas that went through a crash answer: " + failures());
        }
        // What is in the longest agrees with its checksums; all of it may have been shown.
        List<Answer> crashed = in(ReplicaState.RWR);
        long length = longest(crashed);
        return synchronize(
                crashed.stream().filter(answer -> hasAtLeast(length, answer)).toList(), length);
    }

    private Decision synchronize(List<Answer> participants, long length) {
        if (length < recovery.block().numBytes() && someAreUnknown()) {
            return Decision.failed("the NameNode knows of " + recovery.block().numBytes() + " bytes, there are "
                    + length + ", and some do not answer: " + failures());
        }
        return Decision.synchronize(
                participants, new Block(recovery.block().blockId(), recovery.newGenerationStamp(), length));
    }

    /** The file was closed when it was truncated: all replicas that are long enough have the same bytes. */
    private Decision truncate(Block truncated) {
        List<Answer> longEnough = usable.stream()
                .filter(answer -> hasAtLeast(truncated.numBytes(), answer))
                .toList();
        List<Answer> uncrashed = longEnough.stream()
                .filter(answer -> answer.replica().originalState() != ReplicaState.RWR)
                .toList();
        List<Answer> participants = uncrashed.isEmpty() ? longEnough : uncrashed;
        if (participants.isEmpty()) {
            return Decision.failed(
                    "no replica has the " + truncated.numBytes() + " bytes that are to stay: " + answers);
        }
        return Decision.synchronize(
                participants, new Block(truncated.blockId(), recovery.newGenerationStamp(), truncated.numBytes()));
    }

    private List<Answer> in(ReplicaState state) {
        return usable.stream()
                .filter(answer -> answer.replica().originalState() == state)
                .toList();
    }

    private static long shortest(List<Answer> replicas) {
        return replicas.stream().mapToLong(RecoveryRules::length).min().orElseThrow();
    }

    private static long longest(List<Answer> replicas) {
        return replicas.stream().mapToLong(RecoveryRules::length).max().orElseThrow();
    }

    private static boolean hasAtLeast(long length, Answer answer) {
        return length(answer) >= length;
    }

    private static long length(Answer answer) {
        return answer.replica().block().numBytes();
    }

    private boolean someAreUnknown() {
        return answers.stream().anyMatch(answer -> answer.kind() == Answer.Kind.FAILED);
    }

    private String failures() {
        return answers.stream()
                .filter(answer -> answer.kind() == Answer.Kind.FAILED)
                .map(answer -> answer.node().transferAddress() + " (" + answer.failure() + ")")
                .toList()
                .toString();
    }
}
