package dev.cairnfs.datanode.namenode;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.DatanodeCommand;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.StorageInfo;
import java.io.IOException;
import java.util.List;

/**
 * The way to the NameNode. Calls block until it has answered, and may come from two threads at a time. Each throws an
 * {@link HdfsException} with the code that the NameNode sent, {@link ErrorCode#UNREGISTERED_NODE} when it does not know
 * this DataNode, and another {@link IOException} when it cannot be reached or did not answer in time.
 */
public interface NameNodePort {
    Registered register(Registration registration) throws IOException;

    /** Says that this DataNode is alive; answers what it is to do, in order. */
    List<DatanodeCommand> heartbeat(String datanodeUuid, Heartbeat heartbeat) throws IOException;

    /**
     * Lists all replicas of a storage.
     *
     * @param packed as {@link dev.cairnfs.shared.wire.BlockReportCodec} packs it
     */
    void blockReport(String datanodeUuid, String storageId, byte[] packed) throws IOException;

    void incrementalReport(String datanodeUuid, List<ReplicaChange> changes) throws IOException;

    void reportBadBlocks(String datanodeUuid, List<BadBlock> blocks) throws IOException;

    void reportError(String datanodeUuid, NodeError error) throws IOException;

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
            List<StorageInfo> storages) {}

    /** The namespace that was joined, and how often it wants to hear. */
    record Registered(NamespaceInfo namespace, long heartbeatIntervalMillis, long blockReportIntervalMillis) {}

    /** How the DataNode is. */
    record Heartbeat(List<StorageInfo> storages, int xceivers, int failedVolumes) {}

    /** A replica that is corrupt. */
    record BadBlock(ExtendedBlock block, String storageId) {}

    /**
     * Something is wrong with the DataNode.
     *
     * @param kind {@code NOTIFY}, {@code DISK_ERROR}, {@code INVALID_BLOCK} or {@code FATAL_DISK_ERROR}
     */
    record NodeError(String kind, String message) {}
}
