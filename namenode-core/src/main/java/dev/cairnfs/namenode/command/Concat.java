package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the blocks of other files of the same directory behind the target's; those files are gone. No byte moves. As in HDFS
 * a block in the middle need not be full, but none may be larger than the target's block size.
 *
 * @param sources in the order in which their blocks come
 */
public record Concat(HdfsPath target, List<HdfsPath> sources) implements Command<Boolean> {
    public Concat {
        sources = List.copyOf(sources);
    }

    @Override
    public String auditName() {
        return "concat";
    }

    @Override
    public String source() {
        return sources.toString();
    }

    @Override
    public String destination() {
        return target.toString();
    }

    @Override
    public @Nullable FileStatus audited(PlanContext context) {
        return FileStatuses.at(context, target);
    }

    @Override
    public Plan<Boolean> plan(PlanContext context) throws HdfsException {
        return AtMostOnce.plan(context, done -> true, this::planNew);
    }

    private Plan<Boolean> planNew(PlanContext context) throws HdfsException {
        SafeModes.check(context, "Cannot concat " + target);
        if (sources.isEmpty()) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "No sources given");
        }
        refuseReserved(target);
        for (HdfsPath source : sources) {
            refuseReserved(source);
        }
        long file = checkedTarget(context);
        List<Long> files = new ArrayList<>();
        for (HdfsPath source : sources) {
            files.add(checkedSource(context, source, file));
        }
        if (files.stream().distinct().count() < files.size()) {
            throw illegal("concat: at least two of the source files are the same");
        }
        checkCount(context, file, files);
        return Plan.of(new Edits(context).concat(file, files).listForCall(), true);
    }

    private static void refuseReserved(HdfsPath path) throws HdfsException {
        if (Paths.isRaw(path) || Paths.isInodes(path)) {
            throw new HdfsException(
                    ErrorCode.IO, "Concat operation doesn't support /" + Paths.RESERVED + " relative path : " + path);
        }
    }

    private long checkedTarget(PlanContext context) throws HdfsException {
        PathLookup found = Paths.forWrite(context, target);
        new PermissionChecker(context).checkAccess(found, FsAction.WRITE);
        long file = Paths.file(context, found);
        InodeTable inodes = context.namespace().inodes();
        if (inodes.isUnderConstruction(file)) {
            throw illegal("concat: target file " + target + " is under construction");
        }
        return file;
    }

    private long checkedSource(PlanContext context, HdfsPath source, long targetFile) throws HdfsException {
        PathLookup found = Paths.forWrite(context, source);
        PermissionChecker permissions = new PermissionChecker(context);
        permissions.checkAccess(found, FsAction.READ);
        permissions.checkParent(found, FsAction.WRITE);
        long file = Paths.file(context, found);
        InodeTable inodes = context.namespace().inodes();
        if (inodes.parent(file) != inodes.parent(targetFile)) {
            throw illegal("Source file " + source + " is not in the same directory with the target " + target);
        }
        if (file == targetFile) {
            throw illegal("concat: the src file " + source + " is the same with the target file " + target);
        }
        if (inodes.isUnderConstruction(file) || inodes.blockCount(file) == 0) {
            throw illegal("concat: source file " + source + " is invalid or empty or underConstruction");
        }
        if (inodes.blockSize(file) > inodes.blockSize(targetFile)) {
            throw illegal("concat: source file " + source + " has preferred block size " + inodes.blockSize(file)
                    + " which is greater than the target file's preferred block size "
                    + inodes.blockSize(targetFile));
        }
        return file;
    }

    /** HDFS has no bound here; but every block of a file is looked at by some calls, which must not take long. */
    private static void checkCount(PlanContext context, long target, List<Long> sources) throws HdfsException {
        InodeTable inodes = context.namespace().inodes();
        long count = inodes.blockCount(target);
        for (long source : sources) {
            count += inodes.blockCount(source);
        }
        int limit = context.settings().blocksPerFileMax();
        if (count > limit) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "File has reached the limit on maximum number of blocks"
                            + " (dfs.namenode.fs-limits.max-blocks-per-file): " + count + " > " + limit);
        }
    }

    private static HdfsException illegal(String message) {
        return new HdfsException(ErrorCode.HADOOP_ILLEGAL_ARGUMENT, message);
    }
}
