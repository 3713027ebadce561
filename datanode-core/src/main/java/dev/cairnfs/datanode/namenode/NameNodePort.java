package dev.cairnfs.datanode.namenode;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.DatanodeCommand;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.SlowPeer;
import dev.cairnfs.shared.model.StorageInfo;
import java.io.IOException;
import java.util.List;

/**
 * The way to the NameNode. Calls block until it has answered, and may come from several threads at a time. Each throws an
 * {@link HdfsException} with the code that the NameNode sent, {@link ErrorCode#UNREGISTERED_NODE} when it does not know
 * this DataNode, and another {@link IOException} when it cannot be reached or did not answer in time.
 */
public interface NameNodePort {
    /**
     * Joins the cluster. One whose volumes belong to none yet is not let in, and only told which one this is: it makes its
     * volumes ready, and registers again.
     *
     * @param sequence see {@link #incrementalReport}
     */
    Registered register(long sequence, Registration registration) throws IOException;

    /** Says that this DataNode is alive; answers what it is to do, in order. */
    HeartbeatAnswer heartbeat(String datanodeUuid, Heartbeat heartbeat) throws IOException;

    /**
     * Lists all replicas of a storage.
     *
     * @param sequence see {@link #incrementalReport}; the reports of several storages that were made together share one
     * @param packed as {@link dev.cairnfs.shared.wire.BlockReportCodec} packs it
     */
    void blockReport(String datanodeUuid, long sequence, String storageId, byte[] packed) throws IOException;

    /**
     * Tells single changes of replicas.
     *
     * @param sequence a number that ascends from report to report, in the order in which they are composed, so that the
     *     NameNode can tell one that was held up on its way from a newer one
     */
    void incrementalReport(String datanodeUuid, long sequence, List<ReplicaChange> changes) throws IOException;

    void reportBadBlocks(String datanodeUuid, List<BadBlock> blocks) throws IOException;

    void reportError(String datanodeUuid, NodeError error) throws IOException;

    /** Tells how the recovery of a block has ended, which this DataNode has led. */
    void commitBlockSynchronization(String datanodeUuid, BlockSynchronization outcome) throws IOException;

    /**
     * Who wants to join.
     *
     * @param namespaceId 0, and empty ids, before the first registration
     * @param rack empty leaves it to the NameNode
     */
    record Registration(
            DatanodeId id,
            int namespaceId,
            String clusterId,
            String blockPoolId,
            String softwareVersion,
            String rack,
            List<StorageInfo> storages) {
        /** Its volumes are of a cluster, and say who it is. */
        public boolean isFormatted() {
            return namespaceId != 0;
        }
    }

    /** The namespace that was joined, and how often it wants to hear. */
    record Registered(NamespaceInfo namespace, long heartbeatIntervalMillis, long blockReportIntervalMillis) {}

    /**
     * How the DataNode is.
     *
     * @param slowPeers DataNodes that it finds slower than others
     */
    record Heartbeat(List<StorageInfo> storages, int xceivers, int failedVolumes, List<SlowPeer> slowPeers) {}

    /**
     * What the NameNode answers.
     *
     * @param commands what is to be done, in order
     * @param slow whether this DataNode is slow, as others have found
     */
    record HeartbeatAnswer(List<DatanodeCommand> commands, boolean slow) {}

    /** A replica that is corrupt. */
    record BadBlock(ExtendedBlock block, String storageId) {}

    /**
     * Something is wrong with the DataNode.
     *
     * @param kind {@code NOTIFY}, {@code DISK_ERROR}, {@code INVALID_BLOCK} or {@code FATAL_DISK_ERROR}
     */
    record NodeError(String kind, String message) {}

    /**
     * How a block recovery has ended; the file is to be closed with it.
     *
     * @param block as it was before
     * @param newGenerationStamp the recovery's id
     * @param deleteBlock no replica has a byte: the block is given up
     * @param datanodeUuids who holds the recovered replica, each on the storage at the same place in {@code storageIds}
     */
    record BlockSynchronization(
            ExtendedBlock block,
            long newGenerationStamp,
            long newLengthBytes,
            boolean deleteBlock,
            List<String> datanodeUuids,
            List<String> storageIds) {
        public BlockSynchronization {
            datanodeUuids = List.copyOf(datanodeUuids);
            storageIds = List.copyOf(storageIds);
        }
    }
}
