package dev.cairnfs.namenode.blocks;

import dev.cairnfs.namenode.state.BlockEvents;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import java.util.List;

/** The soft state's centre. */
public abstract class BlockManager implements BlockEvents, BlockView {
    /**
     * Tells in which pipeline a block under construction is being written; {@link #locations} answers it until replicas
     * are reported. Unknown blocks are ignored.
     */
    public abstract void expectReplicas(long blockId, List<BlockLocation> pipeline);

    /**
     * A reader found a replica to be corrupt. An unknown block or DataNode is ignored, as HDFS does.
     *
     * @param datanodeUuid where the replica is
     * @param reason for the log and the console
     */
    public abstract void markCorrupt(Block block, String datanodeUuid, String reason) throws HdfsException;
}
