package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.BlockTable;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.ExtendedBlock;
import java.util.List;

/**
 * Whether the caller may report replicas of these blocks as corrupt: they are of this block pool, and he could have read
 * them. Blocks that are unknown here are passed over.
 */
public record CheckBadBlocks(List<ExtendedBlock> reported) implements Query<Boolean> {
    public CheckBadBlocks {
        reported = List.copyOf(reported);
    }

    @Override
    public String auditName() {
        return "reportBadBlocks";
    }

    @Override
    public Boolean read(PlanContext context) throws HdfsException {
        OpenFiles files = new OpenFiles(context);
        PermissionChecker permissions = new PermissionChecker(context);
        BlockTable blocks = context.namespace().blocks();
        for (ExtendedBlock block : reported) {
            files.checkPool(block);
            int slot = blocks.slot(block.block().blockId());
            if (slot >= 0) {
                permissions.checkReadable(blocks.file(slot));
            }
        }
        return true;
    }
}
