package dev.cairnfs.datanode.recovery;

import dev.cairnfs.datanode.namenode.NameNodePort;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.BlockRecovery;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.ReplicaRecoveryInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recovery of one block: asks all DataNodes that may have a replica at the same time, and does what the rules decide.
 * One thread, besides those of the calls.
 */
final class RecoveryTask {
    private static final Logger log = LoggerFactory.getLogger(RecoveryTask.class);

    private final String poolId;
    private final BlockRecovery recovery;
    private final InterDatanodePort datanodes;
    private final CallRound round;

    RecoveryTask(String poolId, BlockRecovery recovery, InterDatanodePort datanodes, CallRound round) {
        this.poolId = poolId;
        this.recovery = recovery;
        this.datanodes = datanodes;
        this.round = round;
    }

    /**
     * Recovers the block.
     *
     * @return what the NameNode is to be told; null when a newer recovery has taken over
     * @throws HdfsException when it cannot be done now
     */
    NameNodePort.@Nullable BlockSynchronization run() throws HdfsException {
        List<Answer> answers = ask();
        Decision decision = RecoveryRules.decide(recovery, answers);
        log.info(
                "Recovery {} of {}: {} {}, of {}",
                recovery.newGenerationStamp(),
                recovery.block(),
                decision.kind(),
                Objects.requireNonNullElse(decision.newBlock(), decision.reason()),
                answers);
        return switch (decision.kind()) {
            case SYNCHRONIZE -> synchronize(decision.participants(), Objects.requireNonNull(decision.newBlock()));
            case DELETE -> outcome(0, true, List.of(), List.of());
            case SUPERSEDED -> null;
            case FAILED -> throw new HdfsException(ErrorCode.IO, decision.reason());
        };
    }

    private List<Answer> ask() {
        List<DatanodeId> nodes =
                recovery.locations().stream().map(BlockLocation::datanode).toList();
        List<Callable<@Nullable ReplicaRecoveryInfo>> calls = new ArrayList<>();
        for (DatanodeId node : nodes) {
            calls.add(() -> datanodes.initReplicaRecovery(
                    node, new ExtendedBlock(poolId, recovery.block()), recovery.newGenerationStamp()));
        }
        List<CallRound.Outcome<@Nullable ReplicaRecoveryInfo>> outcomes = round.run(calls);
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            DatanodeId node = nodes.get(i);
            IOException failure = outcomes.get(i).failure();
            if (failure == null) {
                answers.add(Answer.of(node, outcomes.get(i).value()));
            } else {
                log.info("{} does not recover {}: {}", node.transferAddress(), recovery.block(), failure.toString());
                answers.add(Answer.of(node, failure));
            }
        }
        return answers;
    }

    private NameNodePort.BlockSynchronization synchronize(List<Answer> participants, Block newBlock)
            throws HdfsException {
        List<Callable<String>> calls = new ArrayList<>();
        for (Answer participant : participants) {
            calls.add(() -> datanodes.updateReplicaUnderRecovery(
                    participant.node(),
                    new ExtendedBlock(poolId, participant.replica().block()),
                    recovery.newGenerationStamp(),
                    newBlock.blockId(),
                    newBlock.numBytes()));
        }
        List<CallRound.Outcome<String>> outcomes = round.run(calls);
        List<String> uuids = new ArrayList<>();
        List<String> storages = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < participants.size(); i++) {
            DatanodeId node = participants.get(i).node();
            IOException failure = outcomes.get(i).failure();
            if (failure == null) {
                storages.add(Objects.requireNonNull(outcomes.get(i).value()));
                uuids.add(node.uuid());
            } else {
                log.warn("{} was not updated to {}: {}", node.transferAddress(), newBlock, failure.toString());
                failures.add(node.transferAddress() + " (" + failure.getMessage() + ")");
            }
        }
        if (uuids.isEmpty()) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "Cannot recover " + recovery.block() + ", the following datanodes failed: " + failures);
        }
        return outcome(newBlock.numBytes(), false, uuids, storages);
    }

    private NameNodePort.BlockSynchronization outcome(
            long length, boolean deleteBlock, List<String> uuids, List<String> storages) {
        return new NameNodePort.BlockSynchronization(
                new ExtendedBlock(poolId, recovery.block()),
                recovery.newGenerationStamp(),
                length,
                deleteBlock,
                uuids,
                storages);
    }
}
