package dev.cairnfs.namenode.app.api;

import dev.cairnfs.namenode.blocks.FullReport;
import dev.cairnfs.namenode.command.SoftState;
import dev.cairnfs.namenode.loop.SlicedEvent;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.wire.PackedBlockReport;
import org.jspecify.annotations.Nullable;

/** Applies a full block report in slices of a millisecond or two, so that others' calls come in between. */
final class FullReportEvent implements SlicedEvent<Boolean> {
    private static final int SLICE_ENTRIES = 2000;

    private final String uuid;
    private final long sequence;
    private final PackedBlockReport packed;
    private @Nullable FullReport report;

    FullReportEvent(String uuid, long sequence, PackedBlockReport packed) {
        this.sequence = sequence;
        this.uuid = uuid;
        this.packed = packed;
    }

    @Override
    public boolean advance(SoftState soft) throws HdfsException {
        FullReport open = report;
        if (open == null) {
            open = soft.blocks().beginFullReport(uuid, sequence, packed, soft.monotonicMillis());
            report = open;
        }
        return soft.blocks().applyFullReport(open, SLICE_ENTRIES, soft.monotonicMillis());
    }

    @Override
    public Boolean result() {
        return true;
    }
}
