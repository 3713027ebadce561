package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.blocks.BlockView;
import dev.cairnfs.namenode.state.BlockTable;
import dev.cairnfs.namenode.state.LeaseTable;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockConstructionState;
import dev.cairnfs.shared.model.BlockRecoveryStatus;
import dev.cairnfs.shared.model.LeaseInfo;
import dev.cairnfs.shared.model.OpenBlock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Shows those who look on how far the last blocks of open files are. */
final class OpenBlocks {
    private OpenBlocks() {}

    /** The open file with all that superusers may know of it. */
    static LeaseInfo lease(PlanContext context, long fileId, String path) {
        LeaseTable leases = context.namespace().leases();
        String holder = Objects.requireNonNull(leases.holder(fileId));
        String machine = leases.clientMachine(fileId);
        long age = context.leaseClock().ageMillis(holder, context.monotonicMillis());
        return new LeaseInfo(path, fileId, holder, machine == null ? "" : machine, age, last(context, fileId));
    }

    /** The file's last block; null for a file without blocks. */
    static @Nullable OpenBlock last(PlanContext context, long fileId) {
        FileBlocks blocks = new FileBlocks(context, fileId);
        Block last = blocks.last();
        if (last == null) {
            return null;
        }
        BlockTable table = context.namespace().blocks();
        BlockView view = context.blocks();
        int slot = table.slot(last.blockId());
        BlockRecoveryStatus recovery = blocks.isUnfinished(last) ? view.recovery(slot) : null;
        BlockConstructionState state;
        if (blocks.isComplete(last)) {
            state = BlockConstructionState.COMPLETE;
        } else if (!blocks.isUnfinished(last)) {
            state = BlockConstructionState.COMMITTED;
        } else {
            state = recovery == null
                    ? BlockConstructionState.UNDER_CONSTRUCTION
                    : BlockConstructionState.UNDER_RECOVERY;
        }
        return new OpenBlock(last, state, view.liveReplicas(slot), recovery);
    }
}
