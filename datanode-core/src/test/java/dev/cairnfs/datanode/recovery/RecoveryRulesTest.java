package dev.cairnfs.datanode.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.BlockRecovery;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.ReplicaRecoveryInfo;
import dev.cairnfs.shared.model.ReplicaState;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One line a case: what the DataNodes a, b and c answer, and what comes of it. A replica is {@code STATE:LENGTH}, with
 * {@code @STAMP} when that is not the block's, 10; the recovery's id is 20.
 */
final class RecoveryRulesTest {
    private static final long STAMP = 10;
    private static final long RECOVERY_ID = 20;

    private static DatanodeId node(int index) {
        return new DatanodeId(String.valueOf((char) ('a' + index)), "127.0.0.1", 100 + index, 0);
    }

    private static Answer answer(int index, String text) {
        DatanodeId node = node(index);
        return switch (text) {
            case "none" -> Answer.of(node, (ReplicaRecoveryInfo) null);
            case "stale" -> Answer.of(node, new HdfsException(ErrorCode.REPLICA_NOT_FOUND, "older"));
            case "newer" -> Answer.of(node, new HdfsException(ErrorCode.RECOVERY_IN_PROGRESS, "21"));
            case "dead" -> Answer.of(node, new ConnectException("refused"));
            default -> Answer.of(node, replica(text));
        };
    }

    private static ReplicaRecoveryInfo replica(String text) {
        String[] parts = text.split("[:@]", -1);
        long stamp = parts.length > 2 ? Long.parseLong(parts[2]) : STAMP;
        return new ReplicaRecoveryInfo(new Block(7, stamp, Long.parseLong(parts[1])), ReplicaState.valueOf(parts[0]));
    }

    private static String decide(String answers, long knownLength, @Nullable Block truncated) {
        String[] parts = answers.trim().split(" +", -1);
        List<Answer> list = new ArrayList<>();
        List<BlockLocation> locations = new ArrayList<>();
        for (int i = 0; i < parts.length; i++) {
            list.add(answer(i, parts[i]));
            locations.add(new BlockLocation(node(i), "/r", "", "DISK", "RBW"));
        }
        Decision decision = RecoveryRules.decide(
                new BlockRecovery(new Block(7, STAMP, knownLength), RECOVERY_ID, locations, truncated), list);
        if (decision.kind() != Decision.Kind.SYNCHRONIZE) {
            assertThat(decision.participants()).isEmpty();
            assertThat(decision.newBlock()).isNull();
            return decision.kind().name();
        }
        Block block = Objects.requireNonNull(decision.newBlock());
        assertThat(block.generationStamp()).isEqualTo(RECOVERY_ID);
        assertThat(block.blockId()).isEqualTo(truncated == null ? 7 : truncated.blockId());
        StringBuilder names = new StringBuilder();
        decision.participants()
                .forEach(participant -> names.append(participant.node().uuid()));
        return names + " " + block.numBytes();
    }

    @ParameterizedTest
    @CsvSource({
        // Being written: everybody takes part, and the shortest has what was acknowledged.
        "RBW:500 RBW:500 RBW:500,              abc 500",
        "RBW:500 RBW:700 RBW:600,              abc 500",
        "RBW:1,                                a 1",
        // Those with a newer stamp were being set up again when the writer died.
        "RBW:500 RBW:500@15 RBW:700,           abc 500",
        // Finished somewhere: that is the length.
        "FINALIZED:500 FINALIZED:500 RBW:500,  abc 500",
        "FINALIZED:500 RBW:400 RBW:500,        ac 500",
        "RBW:400 RBW:300 FINALIZED:500,        c 500",
        // A recovery that was broken off had cut a replica to what all had; the others still can be.
        "FINALIZED:500@15 RBW:600 RBW:500,     abc 500",
        // It is one with the longest; the shorter one was finished by a recovery that did not reach the others.
        "FINALIZED:500@15 FINALIZED:600 RBW:600, bc 600",
        "FINALIZED:600@15 FINALIZED:500@12 FINALIZED:600, ac 600",
        // Two finished under one stamp cannot differ.
        "FINALIZED:500 FINALIZED:600,          FAILED",
        "FINALIZED:500@15 FINALIZED:600@15 RBW:600, FAILED",
        // A replica that went through a crash does not count beside one that did not.
        "RBW:500 RWR:500 RWR:100,              a 500",
        "FINALIZED:500 RWR:500 RBW:500,        ac 500",
        "RWR:900 RBW:500,                      b 500",
        // Nothing else: all of the longest may have been shown, and is verified.
        "RWR:500 RWR:500 RWR:500,              abc 500",
        "RWR:500 RWR:300 RWR:500,              ac 500",
        "RWR:500 none stale,                   a 500",
        // One of them is damaged early, and was never killed.
        "RWR:1 RWR:500 RWR:500,                bc 500",
        // Not while somebody is silent, who may have more.
        "RWR:500 RWR:500 dead,                 FAILED",
        // One good replica is enough, whoever is silent.
        "dead RBW:500 dead,                    b 500",
        "dead FINALIZED:500 none,              b 500",
        "dead RBW:500 RWR:600,                 b 500",
        // Too old, empty, or not there: they take no part.
        "RBW:500 RBW:0 none,                   a 500",
        "RBW:500 RBW:900@9 stale,              a 500",
        "RBW:500 TEMPORARY:400 RWR:0,          a 500",
        // Nobody has a byte.
        "none none none,                       DELETE",
        "RBW:0 RWR:0 FINALIZED:0,              DELETE",
        "stale none RBW:5@9,                   DELETE",
        // Nobody who answers.
        "none none dead,                       FAILED",
        "RBW:0 dead dead,                      FAILED",
        "dead dead dead,                       FAILED",
        // Something is there that cannot be had.
        "TEMPORARY:5 none none,                FAILED",
        "RUR:5 none none,                      FAILED",
        // Whoever has a newer id goes on.
        "RBW:500 newer RBW:500,                SUPERSEDED",
        "newer dead dead,                      SUPERSEDED",
    })
    void blocks(String answers, String outcome) {
        assertThat(decide(answers, 0, null)).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "RBW:500 RBW:700 dead,        500, ab 500",
        "RBW:500 RBW:700 dead,        501, FAILED",
        "FINALIZED:500 dead,          501, FAILED",
        // There is no more to be had.
        "RBW:500 RBW:700 none,        900, ab 500",
    })
    void noKnownByteIsGivenUpWhileSomebodyIsSilent(String answers, long knownLength, String outcome) {
        assertThat(decide(answers, knownLength, null)).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "FINALIZED:500 FINALIZED:500 FINALIZED:500,        abc 300",
        "FINALIZED:300 FINALIZED:500 dead,                 ab 300",
        // Broken off: some are cut, some not, some between.
        "FINALIZED:300@15 FINALIZED:500 RWR:500,           ab 300",
        "FINALIZED:300@15 FINALIZED:500@15 RBW:400,        abc 300",
        "RWR:500 RWR:300@15 RWR:299,                       ab 300",
        "RWR:500 dead dead,                                a 300",
        // A replica that lacks some of it is no replica of the file.
        "FINALIZED:299 FINALIZED:500 none,                 b 300",
        "FINALIZED:299 RBW:10 none,                        FAILED",
        "FINALIZED:500@9 stale,                            FAILED",
        // The file has these bytes: it is never given up.
        "none none none,                                   FAILED",
        "dead dead dead,                                   FAILED",
        "FINALIZED:500 newer dead,                         SUPERSEDED",
    })
    void truncates(String answers, String outcome) {
        assertThat(decide(answers, 500, new Block(7, RECOVERY_ID, 300))).isEqualTo(outcome);
        assertThat(decide(answers, 500, new Block(8, RECOVERY_ID, 300))).isEqualTo(outcome);
    }

    /** Whatever three DataNodes answer: what was certainly shown stays, and nobody gets bytes that it does not have. */
    @Test
    void everyCombination() {
        List<String> replicas = new ArrayList<>(List.of("none", "stale", "dead", "RUR:6", "TEMPORARY:9"));
        for (String state : new String[] {"FINALIZED", "RBW", "RWR"}) {
            for (int length : new int[] {0, 5, 8}) {
                replicas.add(state + ":" + length);
                replicas.add(state + ":" + length + "@15");
            }
        }
        int synchronised = 0;
        for (String a : replicas) {
            for (String b : replicas) {
                for (String c : replicas) {
                    synchronised += check(List.of(answer(0, a), answer(1, b), answer(2, c))) ? 1 : 0;
                }
            }
        }
        assertThat(synchronised).isGreaterThan(5000);
    }

    private static boolean check(List<Answer> answers) {
        Decision decision =
                RecoveryRules.decide(new BlockRecovery(new Block(7, STAMP, 0), RECOVERY_ID, List.of(), null), answers);
        boolean silent = answers.stream().anyMatch(answer -> answer.kind() == Answer.Kind.FAILED);
        long longestUncrashed = answers.stream()
                .filter(answer -> answer.kind() == Answer.Kind.REPLICA)
                .map(Answer::replica)
                .filter(info ->
                        info.originalState() == ReplicaState.RBW || info.originalState() == ReplicaState.FINALIZED)
                .mapToLong(info -> info.block().numBytes())
                .max()
                .orElse(0);
        switch (decision.kind()) {
            case DELETE -> {
                assertThat(silent).isFalse();
                assertThat(answers)
                        .noneMatch(answer -> answer.kind() == Answer.Kind.REPLICA
                                && answer.replica().block().numBytes() > 0);
                return false;
            }
            case FAILED, SUPERSEDED -> {
                assertThat(decision.reason()).isNotEmpty();
                return false;
            }
            case SYNCHRONIZE -> {
                Block block = Objects.requireNonNull(decision.newBlock());
                assertThat(block.numBytes()).isPositive();
                assertThat(decision.participants()).isNotEmpty();
                for (Answer participant : decision.participants()) {
                    ReplicaRecoveryInfo info = participant.replica();
                    assertThat(info.block().numBytes()).isGreaterThanOrEqualTo(block.numBytes());
                    assertThat(info.block().generationStamp()).isBetween(STAMP, RECOVERY_ID - 1);
                    boolean crashed = info.originalState() == ReplicaState.RWR;
                    assertThat(crashed).isEqualTo(longestUncrashed == 0);
                    assertThat(crashed && silent).isFalse();
                }
                return true;
            }
        }
        throw new IllegalStateException(decision.toString());
    }
}
