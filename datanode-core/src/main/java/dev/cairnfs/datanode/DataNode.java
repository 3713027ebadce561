package dev.cairnfs.datanode;

import dev.cairnfs.datanode.namenode.LocalNode;
import dev.cairnfs.datanode.namenode.NameNodeActor;
import dev.cairnfs.datanode.namenode.NameNodePort;
import dev.cairnfs.datanode.namenode.ReportQueue;
import dev.cairnfs.datanode.recovery.InterDatanodeClient;
import dev.cairnfs.datanode.recovery.InterDatanodePort;
import dev.cairnfs.datanode.recovery.RecoveryWorker;
import dev.cairnfs.datanode.transfer.TransferServer;
import dev.cairnfs.datanode.volume.ReplicaStore;
import dev.cairnfs.datanode.volume.StoreIdentity;
import dev.cairnfs.datanode.volume.StoreListener;
import dev.cairnfs.datanode.volume.VerifiedReplicaReader;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.DatanodeCommand;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.ReplicaRecoveryInfo;
import dev.cairnfs.shared.model.StorageInfo;
import dev.cairnfs.shared.wire.BlockReportCodec;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A DataNode: replicas on volumes, the block-transfer port, the talk with the NameNode. After {@link #open} it serves
 * what it finds on its volumes; after {@link #start} it is part of the cluster. Any thread.
 */
public final class DataNode implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DataNode.class);

    /** Reports are numbered from the time of the start on, so that those of this run are above those of the last one. */
    private static final long REPORTS_A_MILLISECOND_MAX = 1000;

    private final DataNodeConfig config;
    private final FaultHandler faults;
    private final ReportQueue queue = new ReportQueue();
    private final ReplicaStore store;
    private final TransferServer transfer;
    private final RecoveryWorker recoveries;
    private final NameNodeActor actor;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile int httpPort;

    private DataNode(DataNodeConfig config, NameNodePort nameNode, FaultHandler faults) throws IOException {
        this.config = config;
        this.faults = faults;
        this.store = ReplicaStore.open(config.store(), new Changes());
        this.transfer = new TransferServer(store, config.transfer(), this::reportBadBlock);
        String uuid = store.identity().datanodeUuid();
        this.recoveries = new RecoveryWorker(
                new Datanodes(new InterDatanodeClient(
                        config.transfer().connectTimeoutMillis(), config.recoveryRoundMillis())),
                outcome -> nameNode.commitBlockSynchronization(uuid, outcome),
                config.recoveryRoundMillis());
        this.actor = new NameNodeActor(
                nameNode, new Self(), queue, System::nanoTime, System.currentTimeMillis() * REPORTS_A_MILLISECOND_MAX);
    }

    /**
     * Opens the volumes and the block-transfer port.
     *
     * @param nameNode used from {@link #start} on
     * @throws IOException when the volumes cannot be used or the port is taken
     */
    public static DataNode open(DataNodeConfig config, NameNodePort nameNode, FaultHandler faults) throws IOException {
        DataNode node = new DataNode(config, nameNode, faults);
        boolean started = false;
        try {
            node.transfer.start();
            started = true;
            log.info("Block transfer listens on {}:{}", config.transfer().bindHost(), node.transferPort());
            return node;
        } finally {
            if (!started) {
                node.close();
            }
        }
    }

    /**
     * Joins the cluster, and goes on trying until the NameNode answers.
     *
     * @param port where this DataNode's WebHDFS end listens
     */
    public void start(int port) {
        httpPort = port;
        actor.start();
    }

    /** The port that block transfers come to. */
    public int transferPort() {
        return transfer.port();
    }

    public DatanodeId id() {
        return new DatanodeId(store.identity().datanodeUuid(), config.advertisedHost(), transferPort(), httpPort);
    }

    /** Who this DataNode is, as its VERSION files say. */
    public StoreIdentity identity() {
        return store.identity();
    }

    /** True when the NameNode knows this DataNode. */
    public boolean isRegistered() {
        return actor.isRegistered();
    }

    public List<StorageInfo> storages() {
        return store.storages();
    }

    /** Replicas of all states. */
    public int replicaCount() {
        return store.replicaCount();
    }

    /** Open block transfers. */
    public int xceivers() {
        return transfer.xceivers();
    }

    /**
     * Opens a range of a local replica, every byte of which is verified before it is handed out.
     *
     * @param block its length is how much the reader knows of; a shorter replica is refused
     */
    public VerifiedReplicaReader openReplica(ExtendedBlock block, long offset, long length) throws IOException {
        return store.openVerified(block, offset, length);
    }

    /** Tells the NameNode that a local replica is corrupt. */
    public void reportBadBlock(ExtendedBlock block, String storageId) {
        log.warn("{} on {} is corrupt", block, storageId);
        queue.addBadBlock(new NameNodePort.BadBlock(block, storageId));
    }

    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            actor.close();
            recoveries.close();
            transfer.close();
            store.markForRestart();
            store.close();
        }
    }

    /** What happens on the volumes, on its way to the NameNode. */
    private final class Changes implements StoreListener {
        @Override
        public void replicaChanged(ReplicaChange change) {
            queue.add(change);
        }

        @Override
        public void replicaCorrupt(String storageId, Block block) {
            reportBadBlock(new ExtendedBlock(identity().blockPoolId(), block), storageId);
        }

        @Override
        public void volumeFailed(String storageId, String reason, boolean tooMany) {
            String kind = tooMany ? "FATAL_DISK_ERROR" : "DISK_ERROR";
            queue.addError(new NameNodePort.NodeError(kind, storageId + ": " + reason));
            actor.hurry(true);
            if (tooMany) {
                faults.fatal("too many volumes have failed, the last of them " + storageId + ": " + reason);
            }
        }
    }

    /** This DataNode, as the talk with the NameNode sees it. */
    private final class Self implements LocalNode {
        @Override
        public String uuid() {
            return store.identity().datanodeUuid();
        }

        @Override
        public NameNodePort.Registration registration() {
            StoreIdentity identity = store.identity();
            return new NameNodePort.Registration(
                    id(),
                    identity.namespaceId(),
                    identity.clusterId(),
                    identity.blockPoolId(),
                    config.softwareVersion(),
                    config.rack(),
                    store.storages());
        }

        @Override
        public void joined(NamespaceInfo namespace) throws IOException {
            store.attach(namespace);
        }

        @Override
        public NameNodePort.Heartbeat heartbeat() {
            return new NameNodePort.Heartbeat(
                    store.storages(), transfer.xceivers(), store.failedVolumes(), transfer.slowPeers());
        }

        @Override
        public void foundSlow(boolean slow) {
            transfer.markSlow(slow);
        }

        @Override
        public Map<String, byte[]> fullReports() {
            // A report says what the table says. What is found to be gone is told after it.
            store.lookForLostReplicas();
            Map<String, byte[]> packed = new LinkedHashMap<>();
            store.fullReports()
                    .forEach((storageId, replicas) ->
                            packed.put(storageId, BlockReportCodec.encode(storageId, replicas)));
            return packed;
        }

        @Override
        public void execute(DatanodeCommand command) {
            switch (command.action()) {
                case INVALIDATE -> store.invalidate(command.blocks());
                case TRANSFER -> transferBlocks(command);
                case RECOVER_BLOCK -> recoveries.recover(store.identity().blockPoolId(), command.recoveries());
                case REGISTER, BLOCK_REPORT -> log.warn("{} is not about replicas", command.action());
            }
        }

        private void transferBlocks(DatanodeCommand command) {
            for (int i = 0; i < command.blocks().size() && i < command.targets().size(); i++) {
                Block block = command.blocks().get(i);
                List<BlockLocation> targets = command.targets().get(i);
                transfer.push(new ExtendedBlock(store.identity().blockPoolId(), block), targets, failure -> {
                    if (!failure.isEmpty()) {
                        log.info("{} was not copied to all targets: {}", block, failure);
                    }
                });
            }
        }

        @Override
        public void fatal(String reason) {
            faults.fatal(reason);
        }
    }

    /** All DataNodes, this one included, for block recovery. */
    private final class Datanodes implements InterDatanodePort {
        private final InterDatanodePort others;

        Datanodes(InterDatanodePort others) {
            this.others = others;
        }

        private boolean isThis(DatanodeId node) {
            return node.uuid().equals(store.identity().datanodeUuid());
        }

        @Override
        public @Nullable ReplicaRecoveryInfo initReplicaRecovery(DatanodeId node, ExtendedBlock block, long recoveryId)
                throws IOException {
            return isThis(node)
                    ? store.initReplicaRecovery(block, recoveryId)
                    : others.initReplicaRecovery(node, block, recoveryId);
        }

        @Override
        public String updateReplicaUnderRecovery(
                DatanodeId node, ExtendedBlock replica, long recoveryId, long newBlockId, long newLength)
                throws IOException {
            return isThis(node)
                    ? store.updateReplicaUnderRecovery(replica, recoveryId, newBlockId, newLength)
                    : others.updateReplicaUnderRecovery(node, replica, recoveryId, newBlockId, newLength);
        }
    }
}
