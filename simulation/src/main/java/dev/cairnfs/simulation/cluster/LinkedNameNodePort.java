package dev.cairnfs.simulation.cluster;

import dev.cairnfs.datanode.namenode.NameNodePort;
import dev.cairnfs.namenode.blocks.DatanodeRegistration;
import dev.cairnfs.namenode.blocks.FullReport;
import dev.cairnfs.namenode.blocks.ReplicaPlace;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.CommitBlockSynchronization;
import dev.cairnfs.namenode.command.ReportBadBlocks;
import dev.cairnfs.namenode.command.SoftState;
import dev.cairnfs.namenode.loop.SlicedEvent;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.DatanodeCommand;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.wire.BlockReportCodec;
import dev.cairnfs.shared.wire.PackedBlockReport;
import dev.cairnfs.simulation.SimulatedNameNode;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A DataNode's calls of the NameNode, as its HTTP API carries them out. */
final class LinkedNameNodePort implements NameNodePort {
    private static final int HEARTBEAT_MILLIS = 3000;
    private static final int FULL_REPORT_MILLIS = 120_000;

    private final NameNodeLink link;

    LinkedNameNodePort(NameNodeLink link) {
        this.link = link;
    }

    @Override
    public Registered register(long sequence, Registration registration) throws IOException {
        DatanodeRegistration who = new DatanodeRegistration(
                registration.id(),
                registration.namespaceId(),
                registration.clusterId(),
                registration.blockPoolId(),
                registration.softwareVersion(),
                registration.rack(),
                registration.storages());
        NamespaceInfo namespace = link.call("register", (nameNode, answer) -> {
            if (registration.isFormatted()) {
                nameNode.remember(registration.id().uuid());
            }
            nameNode.apply(
                    "register",
                    soft -> {
                        if (registration.isFormatted()) {
                            soft.blocks().registerDatanode(who, sequence, soft.monotonicMillis());
                        }
                        return SimulatedNameNode.INFO;
                    },
                    answer);
        });
        return new Registered(namespace, HEARTBEAT_MILLIS, FULL_REPORT_MILLIS);
    }

    @Override
    public HeartbeatAnswer heartbeat(String uuid, Heartbeat heartbeat) throws IOException {
        List<DatanodeCommand> commands = link.call(
                "heartbeat",
                (nameNode, answer) -> nameNode.apply(
                        "heartbeat",
                        soft -> soft.blocks()
                                .heartbeat(
                                        uuid,
                                        heartbeat.storages(),
                                        heartbeat.xceivers(),
                                        heartbeat.failedVolumes(),
                                        soft.monotonicMillis()),
                        answer));
        return new HeartbeatAnswer(commands, false);
    }

    @Override
    public void blockReport(String uuid, long sequence, String storageId, byte[] packed) throws IOException {
        link.<Boolean>call(
                "blockReport",
                (nameNode, answer) -> nameNode.apply("blockReport", new SlicedReport(uuid, sequence, packed), answer));
    }

    @Override
    public void incrementalReport(String uuid, long sequence, List<ReplicaChange> changes) throws IOException {
        link.<Boolean>call(
                "incrementalReport",
                (nameNode, answer) -> nameNode.apply(
                        "incrementalReport",
                        soft -> {
                            soft.blocks().incrementalReport(uuid, sequence, changes, soft.monotonicMillis());
                            return true;
                        },
                        answer));
    }

    @Override
    public void reportBadBlocks(String uuid, List<BadBlock> blocks) throws IOException {
        List<ReportBadBlocks.Replica> replicas = blocks.stream()
                .map(bad -> new ReportBadBlocks.Replica(bad.block().block(), uuid))
                .toList();
        link.<Integer>call(
                "reportBadBlocks",
                (nameNode, answer) ->
                        nameNode.apply("reportBadBlocks", new ReportBadBlocks(replicas, "checksum"), answer));
    }

    @Override
    public void reportError(String uuid, NodeError error) throws IOException {
        link.<Boolean>call("reportError", (nameNode, answer) -> nameNode.apply("reportError", soft -> true, answer));
    }

    @Override
    public void commitBlockSynchronization(String uuid, BlockSynchronization outcome) throws IOException {
        Caller caller = new Caller("hdfs", Set.of("supergroup"), true, uuid, null);
        CommitBlockSynchronization command = new CommitBlockSynchronization(
                outcome.block(),
                outcome.newGenerationStamp(),
                outcome.newLengthBytes(),
                true,
                outcome.deleteBlock(),
                ReplicaPlace.of(outcome.datanodeUuids(), outcome.storageIds()));
        link.<Boolean>call(
                "commitBlockSynchronization", (nameNode, answer) -> nameNode.execute(caller, command, answer));
    }

    /** Applies a report in small slices, with others' events in between. */
    private static final class SlicedReport implements SlicedEvent<Boolean> {
        private static final int SLICE = 7;

        private final String uuid;
        private final long sequence;
        private final byte[] packed;
        private @Nullable FullReport report;

        SlicedReport(String uuid, long sequence, byte[] packed) {
            this.uuid = uuid;
            this.sequence = sequence;
            this.packed = packed;
        }

        @Override
        public boolean advance(SoftState soft) throws HdfsException {
            FullReport open = report;
            if (open == null) {
                PackedBlockReport decoded = BlockReportCodec.decode(packed);
                open = soft.blocks().beginFullReport(uuid, sequence, decoded, soft.monotonicMillis());
                report = open;
            }
            return soft.blocks().applyFullReport(open, SLICE, soft.monotonicMillis());
        }

        @Override
        public Boolean result() {
            return true;
        }
    }
}
