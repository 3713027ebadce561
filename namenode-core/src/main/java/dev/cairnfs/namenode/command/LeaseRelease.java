package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.BlockTable;
import dev.cairnfs.shared.model.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Closing files whose writers are gone (HDFS: internalReleaseLease). What one plan does for several files is collected here:
 * records in {@link Edits}, and what follows for the soft state in {@link #effect}.
 *
 * <p>A last block under construction is never given up because no replica of it is known: replicas may be on nodes that are
 * dead or restarting or have not reported yet, and may hold bytes that a writer was told are safe. It goes when each DataNode
 * that may have it has said that it has not, or when nothing was ever flushed of it and those that may have it have been away
 * for long; one that held bytes when the file was closed last never goes (docs/decisions/0075, 0112).
 */
final class LeaseRelease {
    /** What became of a file. */
    enum Outcome {
        CLOSED,
        /** The last block is being recovered, or waits for DataNodes that may have a replica. */
        RECOVERING,
        /** A block whose length is final waits for its minimum of replicas. */
        UNREPLICATED
    }

    private final PlanContext context;
    private final Edits edits;
    private final List<Consumer<SoftState>> effects = new ArrayList<>();

    LeaseRelease(PlanContext context, Edits edits) {
        this.context = context;
        this.edits = edits;
    }

    Edits edits() {
        return edits;
    }

    /** What follows for the soft state, in order. */
    void effect(SoftState soft) {
        effects.forEach(effect -> effect.accept(soft));
    }

    /** Closes the file, if none of its blocks keeps it open; otherwise sees to it that the last one is being recovered. */
    Outcome release(long fileId) {
        FileBlocks blocks = new FileBlocks(context, fileId);
        Block last = blocks.last();
        if (last == null || !blocks.isUnfinished(last)) {
            return close(fileId, blocks.firstIncomplete(blocks.count()) == null);
        }
        boolean othersComplete = blocks.firstIncomplete(blocks.count() - 1) == null;
        BlockTable table = context.namespace().blocks();
        int slot = table.slot(last.blockId());
        return switch (context.blocks().recoveryOutlook(slot)) {
            case UNDER_WAY -> {
                effects.add(soft -> soft.blocks().awaitReplicas(last.blockId()));
                yield Outcome.RECOVERING;
            }
            case POSSIBLE -> {
                long recoveryId = edits.nextGenerationStamp();
                effects.add(soft -> soft.blocks().beginRecovery(last.blockId(), recoveryId));
                yield Outcome.RECOVERING;
            }
            case NOWHERE -> {
                edits.abandonBlock(fileId, last.blockId());
                if (last.numBytes() > 0) {
                    String path = context.namespace().pathOf(fileId);
                    effects.add(soft -> soft.blocks().givenUp(path, last));
                }
                yield close(fileId, othersComplete);
            }
            case WAITING -> {
                effects.add(soft -> soft.blocks().awaitReplicas(last.blockId()));
                yield Outcome.RECOVERING;
            }
        };
    }

    private Outcome close(long fileId, boolean complete) {
        if (!complete) {
            return Outcome.UNREPLICATED;
        }
        edits.closeFile(fileId);
        return Outcome.CLOSED;
    }

    /** The same, and shuts the writer out of a file whose last block is being recovered. */
    Outcome take(long fileId) {
        Outcome outcome = release(fileId);
        if (outcome == Outcome.RECOVERING) {
            shutOut(fileId);
        }
        return outcome;
    }

    /** The NameNode itself holds the lease from now on. */
    void shutOut(long fileId) {
        String holder = context.namespace().leases().holder(fileId);
        if (!ReleaseExpiredLeases.RECOVERY_HOLDER.equals(holder)) {
            edits.reassignLease(fileId, ReleaseExpiredLeases.RECOVERY_HOLDER);
        }
    }
}
