package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.Optional;

/** Describes a file or directory; empty when there is none. */
public record GetFileInfo(HdfsPath path) implements Query<Optional<FileStatus>> {
    @Override
    public String auditName() {
        return "getfileinfo";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public Optional<FileStatus> read(PlanContext context) throws HdfsException {
        PathLookup target;
        try {
            target = Paths.forRead(context, path);
        } catch (HdfsException e) {
            // A superuser meets a closed door only where a file is in the way: then nothing can be below it.
            if (e.code() == ErrorCode.ACCESS_CONTROL && context.caller().superuser()) {
                return Optional.empty();
            }
            throw e;
        }
        InodeTable inodes = context.namespace().inodes();
        return target.exists() ? Optional.of(FileStatuses.of(inodes, target.inodeId(), "")) : Optional.empty();
    }
}
