package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.DatanodeInfo;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

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
     * Chooses a pipeline (SPEC B6).
     *
     * @param excluded transfer addresses ({@code host:port}) or DataNode uuids not to take
     * @param favored transfer addresses to prefer, may be empty
     * @return between 1 and {@code replication} locations in pipeline order
     * @throws HdfsException IO with HDFS's sentence "could only be written to 0 of the 1 minReplication nodes..."
     */
    List<BlockLocation> chooseTargets(
            String path,
            int replication,
            String writerAddress,
            Set<String> excluded,
            List<String> favored,
            long blockSizeBytes,
            RandomGenerator random)
            throws HdfsException;

    SafeModeStatus safeMode();

    /** Whether safe mode is on, without its reasons: cheap. */
    default boolean inSafeMode() {
        return safeMode().on();
    }

    List<DatanodeInfo> datanodes();

    BlockStats stats();
}
