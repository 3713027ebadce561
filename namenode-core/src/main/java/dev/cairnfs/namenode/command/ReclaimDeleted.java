package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.record.ReclaimRecord;
import java.util.List;

/**
 * Frees the next inodes of deleted trees, a slice at a time. The loop submits it while {@code
 * namespace().hasReclaimable()}; the reply is true while there is more to do.
 *
 * @param inodesMax the slice, in inodes
 */
public record ReclaimDeleted(int inodesMax) implements Command<Boolean> {
    /** A few milliseconds of work. */
    public static final int SLICE = 1000;

    public ReclaimDeleted() {
        this(SLICE);
    }

    @Override
    public String auditName() {
        return "reclaimDeleted";
    }

    @Override
    public Plan<Boolean> plan(PlanContext context) {
        if (!context.namespace().hasReclaimable()) {
            return Plan.answer(false);
        }
        var record = Edits.envelope(context)
                .setReclaim(ReclaimRecord.newBuilder().setInodesMax(inodesMax))
                .build();
        return Plan.replying(List.of(record), after -> after.namespace().hasReclaimable());
    }
}
