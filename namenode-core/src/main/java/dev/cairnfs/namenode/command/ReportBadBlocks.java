package dev.cairnfs.namenode.command;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import java.util.List;

/**
 * Readers or DataNodes found replicas whose checksums are wrong (SPEC C8). The answer is how many were handed on; unknown
 * blocks are ignored.
 */
public record ReportBadBlocks(List<Replica> replicas, String reason) implements SoftEvent<Integer> {
    public ReportBadBlocks {
        replicas = List.copyOf(replicas);
    }

    /** A replica on a DataNode. */
    public record Replica(Block block, String datanodeUuid) {}

    @Override
    public Integer apply(SoftState soft) throws HdfsException {
        for (Replica replica : replicas) {
            soft.blocks().markCorrupt(replica.block(), replica.datanodeUuid(), reason);
        }
        return replicas.size();
    }
}
