package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.BlockRecoveryStatus;
import dev.cairnfs.shared.model.DatanodeInfo;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What planners and queries may ask of the soft state. */
public interface BlockView {
    /** Live, not corrupt, finalized replicas. */
    int liveReplicas(int slot);

    boolean hasMinReplication(int slot);

    /** True when every known replica is corrupt and there is at least one. */
    boolean isCorrupt(int slot);

    /**
     * Where the block can be read, nearest to the reader first, stale and decommissioned nodes last; for a block under
     * construction the pipeline's nodes. Corrupt replicas are left out unless there are no others.
     *
     * @param readerAddress host or address of the reader
     */
    List<BlockLocation> locations(int slot, String readerAddress);

    /**
     * All replicas of the block that are known, with their states: HDFS's replica states, CORRUPT, EXCESS, and EXPECTED for
     * one of a pipeline that its DataNode has not reported yet.
     */
    List<BlockLocation> replicas(int slot);

    /**
     * Chooses a pipeline (SPEC B6).
     *
     * @return between 1 and {@code count} locations in pipeline order
     * @throws HdfsException IO with HDFS's sentence "could only be written to 0 of the 1 minReplication nodes..."
     */
    List<BlockLocation> chooseTargets(TargetRequest request, RandomGenerator random) throws HdfsException;

    /** What can be done for a block under construction whose writer is gone. */
    RecoveryOutlook recoveryOutlook(int slot);

    /** The id of the block's newest recovery attempt; 0 when there was none since the start. */
    long recoveryId(int slot);

    /**
     * Has every DataNode that may hold something of the block been asked by the primary of this attempt, or reported since
     * that it holds nothing?
     *
     * @param recoveryId the newest attempt
     */
    boolean allAsked(int slot, long recoveryId);

    /** How the block's recovery stands; null when none is wanted. */
    @Nullable
    BlockRecoveryStatus recovery(int slot);

    /** Whether a replica of the block is, or is expected, on a DataNode that is being decommissioned or taken to maintenance. */
    boolean isOnLeavingNode(int slot);

    /** How many of the places exist and live. */
    int usable(List<ReplicaPlace> replicas);

    /**
     * Adds DataNodes to what is left of a pipeline.
     *
     * @param existing in pipeline order
     * @param request asks for those to add
     * @return the existing ones, then those that were added, which may be fewer than wanted
     * @throws HdfsException UnregisteredNode when one of the existing is not known
     */
    List<BlockLocation> chooseAdditional(List<ReplicaPlace> existing, TargetRequest request, RandomGenerator random)
            throws HdfsException;

    SafeModeStatus safeMode();

    /** Whether safe mode is on, without its reasons: cheap. */
    default boolean inSafeMode() {
        return safeMode().on();
    }

    List<DatanodeInfo> datanodes();

    BlockStats stats();
}
