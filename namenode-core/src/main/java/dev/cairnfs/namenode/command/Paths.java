package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.List;

/**
 * From a path to inodes, with traversal checked, and with HDFS's names under {@code /.reserved} resolved: {@code
 * .inodes/ID[/rest]} addresses by inode id, {@code raw/...} is the plain path for superusers.
 */
final class Paths {
    static final String RESERVED = ".reserved";
    private static final String INODES = ".inodes";
    private static final String RAW = "raw";

    private Paths() {}

    /** For looking only. A file in the middle of the path is an access error, as in HDFS. */
    static PathLookup forRead(PlanContext context, HdfsPath path) throws HdfsException {
        PathLookup found = context.namespace().lookup(resolveReserved(context.namespace(), path));
        checkTraverse(context, found);
        return found;
    }

    /** For changing what is there. */
    static PathLookup forWrite(PlanContext context, HdfsPath path) throws HdfsException {
        refuseReservedRoot(path);
        refuseRaw(context, path);
        return forRead(context, path);
    }

    /** For the file's own writer, whom its lease lets in: nothing above the file is asked for permission. */
    static PathLookup forWriter(PlanContext context, HdfsPath path) throws HdfsException {
        refuseReservedRoot(path);
        return context.namespace().lookup(resolveReserved(context.namespace(), path));
    }

    /** For making something; a file in the middle of the path is PARENT_NOT_DIRECTORY. */
    static PathLookup forCreate(PlanContext context, HdfsPath path) throws HdfsException {
        checkCreatable(path);
        refuseRaw(context, path);
        PathLookup found = context.namespace().lookup(resolveReserved(context.namespace(), path));
        new PermissionChecker(context).checkTraverse(found);
        return found;
    }

    /** Nothing is made at or below {@code /.reserved}, unless the path leads out of it. */
    static void checkCreatable(HdfsPath path) throws HdfsException {
        refuseReservedRoot(path);
        if (isReserved(path) && !isRaw(path) && !isInodes(path)) {
            throw invalid(path);
        }
    }

    static HdfsException notFound(PathLookup path) {
        return new HdfsException(ErrorCode.FILE_NOT_FOUND, "File does not exist: " + path.path());
    }

    /** For changes that only the owner may make, in HDFS's words. */
    static void checkHasOwner(PathLookup path) throws HdfsException {
        if (!path.exists()) {
            throw new HdfsException(ErrorCode.FILE_NOT_FOUND, "Directory/File does not exist " + path.path());
        }
    }

    /**
     * The file that the path names.
     *
     * @throws HdfsException FILE_NOT_FOUND when there is none, or a directory
     */
    static long file(PlanContext context, PathLookup path) throws HdfsException {
        if (!path.exists()) {
            throw notFound(path);
        }
        if (!context.namespace().inodes().isFile(path.inodeId())) {
            throw new HdfsException(ErrorCode.FILE_NOT_FOUND, "Path is not a file: " + path.path());
        }
        return path.inodeId();
    }

    private static void checkTraverse(PlanContext context, PathLookup found) throws HdfsException {
        try {
            new PermissionChecker(context).checkTraverse(found);
        } catch (HdfsException e) {
            // Only calls that make something may name a missing directory; the others see a closed door.
            throw e.code() == ErrorCode.PARENT_NOT_DIRECTORY
                    ? new HdfsException(ErrorCode.ACCESS_CONTROL, String.valueOf(e.getMessage()))
                    : e;
        }
    }

    private static HdfsPath resolveReserved(Namespace namespace, HdfsPath path) throws HdfsException {
        if (isInodes(path) && path.depth() > 2) {
            long id = inodeId(path);
            if (!namespace.inodes().exists(id) || !namespace.isAttached(id)) {
                throw new HdfsException(ErrorCode.FILE_NOT_FOUND, "File for given inode path does not exist: " + path);
            }
            return append(
                    HdfsPath.parse(namespace.pathOf(id)), path.components().subList(3, path.depth()));
        }
        boolean protectsReserved = path.depth() == 3 && path.components().get(2).equals(RESERVED);
        if (isRaw(path) && !protectsReserved) {
            return append(HdfsPath.ROOT, path.components().subList(2, path.depth()));
        }
        return path;
    }

    private static long inodeId(HdfsPath path) throws HdfsException {
        try {
            return Long.parseLong(path.components().get(2));
        } catch (NumberFormatException e) {
            throw new HdfsException(ErrorCode.FILE_NOT_FOUND, "Invalid inode path: " + path, e);
        }
    }

    private static HdfsPath append(HdfsPath base, List<String> rest) throws HdfsException {
        HdfsPath path = base;
        for (String name : rest) {
            path = path.child(name);
        }
        return path;
    }

    private static void refuseRaw(PlanContext context, HdfsPath path) throws HdfsException {
        if (isRaw(path) && context.settings().permissionsEnabled()) {
            context.caller().checkSuperuser();
        }
    }

    private static void refuseReservedRoot(HdfsPath path) throws HdfsException {
        if (path.depth() == 1 && isReserved(path)) {
            throw invalid(path);
        }
    }

    private static HdfsException invalid(HdfsPath path) {
        return new HdfsException(ErrorCode.INVALID_PATH, "Invalid path name " + path);
    }

    private static boolean isReserved(HdfsPath path) {
        return !path.isRoot() && path.components().get(0).equals(RESERVED);
    }

    static boolean isRaw(HdfsPath path) {
        return path.depth() > 1 && isReserved(path) && path.components().get(1).equals(RAW);
    }

    static boolean isInodes(HdfsPath path) {
        return path.depth() > 1 && isReserved(path) && path.components().get(1).equals(INODES);
    }
}
