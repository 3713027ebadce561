package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.blocks.SafeModeStatus;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;

/** Refuses changes while safe mode is on. */
final class SafeModes {
    private SafeModes() {}

    /** Throws SAFE_MODE with what could not be done, and why, as HDFS phrases it. */
    static void check(PlanContext context, String cannot) throws HdfsException {
        SafeModeStatus status = context.blocks().safeMode();
        if (status.on()) {
            throw new HdfsException(ErrorCode.SAFE_MODE, cannot + ". Name node is in safe mode.\n" + status.reason());
        }
    }
}
