package dev.cairnfs.simulation;

import dev.cairnfs.namenode.blocks.DatanodeRegistration;
import dev.cairnfs.namenode.blocks.FullReport;
import dev.cairnfs.namenode.command.SoftEvent;
import dev.cairnfs.namenode.command.SoftState;
import dev.cairnfs.namenode.loop.SlicedEvent;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.DatanodeCommand;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.model.StorageInfo;
import dev.cairnfs.shared.wire.BlockReportCodec;
import dev.cairnfs.shared.wire.PackedBlockReport;
import dev.cairnfs.shared.wire.ReportedReplica;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A DataNode with two volumes: it talks to the NameNode as the real one does, and stores replicas as facts. */
final class SimulatedDatanode {
    private static final long CAPACITY_BYTES = 1L << 40;
    private static final int HEARTBEAT_MILLIS = 3000;
    private static final int REPORT_MILLIS = 300;
    private static final int FULL_REPORT_MILLIS = 200_000;

    /** A replica; {@code good} is the truth, which nobody else knows. */
    record Replica(Block block, String storageId, ReplicaState state, boolean good) {
        Replica corrupted() {
            return new Replica(block, storageId, state, false);
        }
    }

    private final World world;
    private final SimulatedNameNode nameNode;
    private final Cluster cluster;
    private final DatanodeId id;
    private final List<String> storageIds;
    private final SortedMap<Long, Replica> replicas = new TreeMap<>();
    private final List<ReplicaChange> unreported = new ArrayList<>();
    private boolean up = true;
    private boolean registered;
    private boolean calling;
    /** Full reports that are being sent; nothing incremental is sent meanwhile. */
    private int reportingFully;
    /** The number of the last registration or report. */
    private long sequence;
    /** Grows with each start: what an earlier life has scheduled is void. */
    private int life;

    SimulatedDatanode(World world, SimulatedNameNode nameNode, Cluster cluster, int index) {
        this.world = world;
        this.nameNode = nameNode;
        this.cluster = cluster;
        this.id = new DatanodeId("dn-" + index, "10.0.1." + index, 9866, 9864);
        this.storageIds = List.of("DS-" + index + "-a", "DS-" + index + "-b");
    }

    DatanodeId id() {
        return id;
    }

    boolean isUp() {
        return up;
    }

    SortedMap<Long, Replica> replicas() {
        return replicas;
    }

    // Life.

    void start() {
        up = true;
        registered = false;
        calling = false;
        reportingFully = 0;
        life++;
        int now = life;
        world.soon(1000, () -> heartbeatLoop(now));
        world.soon(1000, () -> reportLoop(now));
        world.soon(FULL_REPORT_MILLIS, () -> fullReportLoop(now));
    }

    /** Dies: what it was receiving is lost, and what it had not reported comes with the next full report. */
    void die() {
        up = false;
        life++;
        unreported.clear();
        replicas.values().removeIf(replica -> replica.state() == ReplicaState.RBW && world.chance(50));
        replicas.replaceAll((blockId, replica) -> replica.state() == ReplicaState.RBW
                ? new Replica(replica.block(), replica.storageId(), ReplicaState.RWR, replica.good())
                : replica);
    }

    private void heartbeatLoop(int loopLife) {
        if (loopLife != life) {
            return;
        }
        if (!registered) {
            register();
        } else if (!calling) {
            calling = true;
            nameNode.apply(
                    "heartbeat",
                    soft -> soft.blocks().heartbeat(id.uuid(), storages(), 0, 0, soft.monotonicMillis()),
                    outcome -> {
                        calling = false;
                        List<DatanodeCommand> commands = outcome.value();
                        if (loopLife == life && commands != null) {
                            commands.forEach(this::obey);
                        }
                    });
        }
        world.scheduler().after(HEARTBEAT_MILLIS + world.random().nextInt(100), () -> heartbeatLoop(loopLife));
    }

    private void register() {
        int now = life;
        long number = ++sequence;
        DatanodeRegistration registration = new DatanodeRegistration(
                id, 1, SimulatedNameNode.INFO.clusterId(), SimulatedNameNode.POOL, "simulated", "", storages());
        nameNode.remember(id.uuid());
        nameNode.apply(
                "register",
                soft -> soft.blocks().registerDatanode(registration, number, soft.monotonicMillis()),
                outcome -> {
                    if (now == life && outcome.succeeded()) {
                        registered = true;
                        storageIds.forEach(this::reportFully);
                        reportBadAgain();
                    }
                });
    }

    private List<StorageInfo> storages() {
        return storageIds.stream()
                .map(storage -> new StorageInfo(storage, "DISK", false, CAPACITY_BYTES, 0, CAPACITY_BYTES, 0, 0))
                .toList();
    }

    // Reports.

    private void reportFully(String storageId) {
        int now = life;
        long number = ++sequence;
        List<ReportedReplica> listed = new ArrayList<>();
        for (Replica replica : replicas.values()) {
            if (replica.storageId().equals(storageId)) {
                listed.add(new ReportedReplica(replica.block(), replica.state()));
            }
        }
        byte[] packed = BlockReportCodec.encode(storageId, listed);
        if (world.chance(5)) {
            // Held up on the way: it is given up, composed anew, and arrives after all.
            world.soon(
                    8000,
                    () -> nameNode.apply(
                            "late blockReport", new SlicedReport(id.uuid(), number, packed), outcome -> {}));
            repeatReport(storageId, now);
            return;
        }
        reportingFully++;
        nameNode.apply("blockReport", new SlicedReport(id.uuid(), number, packed), outcome -> {
            if (now != life) {
                return;
            }
            reportingFully--;
            if (outcome.error() != null && outcome.error().code() == ErrorCode.UNREGISTERED_NODE) {
                registered = false;
            } else if (!outcome.succeeded()) {
                repeatReport(storageId, now);
            }
        });
    }

    private void repeatReport(String storageId, int reportLife) {
        world.soon(2000, () -> {
            if (reportLife == life && registered) {
                reportFully(storageId);
            }
        });
    }

    private void fullReportLoop(int loopLife) {
        if (loopLife == life) {
            if (registered) {
                storageIds.forEach(this::reportFully);
            }
            world.scheduler().after(FULL_REPORT_MILLIS, () -> fullReportLoop(loopLife));
        }
    }

    /** Applies a report in small slices, with others' events in between. */
    private static final class SlicedReport implements SlicedEvent<Boolean> {
        private static final int SLICE = 7;

        private final String uuid;
        private final long sequence;
        private final byte[] packed;
        private @Nullable FullReport report;

        SlicedReport(String uuid, long sequence, byte[] packed) {
            this.sequence = sequence;
            this.uuid = uuid;
            this.packed = packed;
        }

        @Override
        public boolean advance(SoftState soft) throws HdfsException {
            if (report == null) {
                PackedBlockReport decoded = BlockReportCodec.decode(packed);
                report = soft.blocks().beginFullReport(uuid, sequence, decoded, soft.monotonicMillis());
            }
            return soft.blocks().applyFullReport(report, SLICE, soft.monotonicMillis());
        }

        @Override
        public Boolean result() {
            return true;
        }
    }

    private void reportLoop(int loopLife) {
        if (loopLife != life) {
            return;
        }
        if (registered && reportingFully == 0 && !unreported.isEmpty()) {
            List<ReplicaChange> sent = List.copyOf(unreported);
            unreported.clear();
            sendChanges(sent, loopLife);
        }
        world.scheduler().after(REPORT_MILLIS + world.random().nextInt(REPORT_MILLIS), () -> reportLoop(loopLife));
    }

    private void sendChanges(List<ReplicaChange> sent, int sentLife) {
        if (world.chance(3)) {
            // Lost on the way: sent again, before what has happened since.
            unreported.addAll(0, sent);
            return;
        }
        long number = ++sequence;
        SoftEvent<Boolean> report = soft -> {
            soft.blocks().incrementalReport(id.uuid(), number, sent, soft.monotonicMillis());
            return true;
        };
        nameNode.apply("incrementalReport", report, outcome -> {
            if (sentLife == life && outcome.isUnknown()) {
                unreported.addAll(0, sent);
            } else if (sentLife == life && !outcome.succeeded()) {
                // It does not know this node: the next registration reports everything.
                registered = false;
            }
        });
        if (world.chance(3)) {
            // A second copy, at once or long overtaken.
            world.soon(5000, () -> nameNode.apply("late incrementalReport", report, outcome -> {}));
        }
    }

    private void note(Replica replica, ReplicaChange.Kind kind) {
        unreported.add(new ReplicaChange(replica.storageId(), replica.block(), kind));
    }

    // Replicas.

    private String randomStorage() {
        return storageIds.get(world.random().nextInt(storageIds.size()));
    }

    /** A writer's pipeline begins. */
    void receiving(Block block) {
        Replica replica = new Replica(
                new Block(block.blockId(), block.generationStamp(), 0), randomStorage(), ReplicaState.RBW, true);
        replicas.put(block.blockId(), replica);
        if (world.chance(50)) {
            note(replica, ReplicaChange.Kind.RECEIVING);
        }
    }

    /** A whole block has arrived, from a writer or from another DataNode. */
    void received(Block block, boolean good) {
        Replica before = replicas.get(block.blockId());
        if (before != null && before.state() == ReplicaState.FINALIZED) {
            return;
        }
        String storage = before == null ? randomStorage() : before.storageId();
        Replica replica = new Replica(block, storage, ReplicaState.FINALIZED, good);
        replicas.put(block.blockId(), replica);
        note(replica, ReplicaChange.Kind.RECEIVED);
    }

    /** The replica vanishes, and the directory scanner notices. */
    void lose(long blockId) {
        Replica lost = replicas.remove(blockId);
        if (lost != null) {
            world.soon(5000, () -> {
                if (up && !replicas.containsKey(blockId)) {
                    note(lost, ReplicaChange.Kind.DELETED);
                }
            });
        }
    }

    /** The replica's data goes bad, and the scanner or a reader notices. */
    void corrupt(long blockId) {
        replicas.computeIfPresent(blockId, (block, replica) -> replica.corrupted());
        world.soon(20_000, () -> reportCorrupt(blockId));
    }

    /** The NameNode may have forgotten what it was told before it started anew. */
    private void reportBadAgain() {
        replicas.values().stream()
                .filter(replica -> !replica.good())
                .map(replica -> replica.block().blockId())
                .forEach(blockId -> world.soon(20_000, () -> reportCorrupt(blockId)));
    }

    private void reportCorrupt(long blockId) {
        Replica replica = replicas.get(blockId);
        if (up && replica != null && !replica.good()) {
            nameNode.apply(
                    "badBlock",
                    soft -> {
                        soft.blocks().markCorrupt(replica.block(), id.uuid(), "checksum");
                        return true;
                    },
                    outcome -> {
                        if (!outcome.succeeded()) {
                            world.soon(10_000, () -> reportCorrupt(blockId));
                        }
                    });
        }
    }

    // Commands.

    private void obey(DatanodeCommand command) {
        world.trace().add(command.action().name());
        switch (command.action()) {
            case REGISTER -> {
                registered = false;
                register();
            }
            case BLOCK_REPORT -> storageIds.forEach(this::reportFully);
            case RECOVER_BLOCK -> {}
            case INVALIDATE -> command.blocks().forEach(this::invalidate);
            case TRANSFER -> {
                for (int i = 0; i < command.blocks().size(); i++) {
                    transfer(command.blocks().get(i), command.targets().get(i));
                }
            }
        }
    }

    private void invalidate(Block block) {
        Replica replica = replicas.get(block.blockId());
        if (replica != null && replica.block().generationStamp() <= block.generationStamp()) {
            replicas.remove(block.blockId());
            cluster.checkInvalidated(this, replica);
            note(replica, ReplicaChange.Kind.DELETED);
        }
    }

    private void transfer(Block block, List<BlockLocation> targets) {
        Replica source = replicas.get(block.blockId());
        if (source == null || source.state() != ReplicaState.FINALIZED) {
            return;
        }
        if (!source.good()) {
            // The sender verifies the checksums.
            reportCorrupt(block.blockId());
            return;
        }
        int now = life;
        world.soon(800, () -> {
            Replica still = replicas.get(block.blockId());
            if (now == life && still != null && still.good()) {
                for (BlockLocation target : targets) {
                    cluster.datanode(target.datanode().uuid()).acceptCopy(still.block());
                }
            }
        });
    }

    private void acceptCopy(Block block) {
        if (up) {
            received(block, true);
        }
    }
}
