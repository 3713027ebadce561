package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import org.jspecify.annotations.Nullable;

/**
 * HDFS's permission rules for one caller; every operation asks here. Terms are HDFS's: the parent is the directory just
 * above the path's last component; the ancestor is the deepest directory above it that exists. Superusers pass, and so
 * does everybody where permissions are switched off.
 */
final class PermissionChecker {
    private final PlanContext context;
    private final InodeTable inodes;
    private final Caller caller;
    private final boolean enforced;

    PermissionChecker(PlanContext context) {
        this.context = context;
        this.inodes = context.namespace().inodes();
        this.caller = context.caller();
        this.enforced = context.settings().permissionsEnabled() && !caller.superuser();
    }

    boolean enforced() {
        return enforced;
    }

    /**
     * Everything above the last component must be a directory that the caller may pass through.
     *
     * @throws HdfsException PARENT_NOT_DIRECTORY for a file in the way, ACCESS_CONTROL for a closed door
     */
    void checkTraverse(PathLookup path) throws HdfsException {
        for (int i = 0; i <= ancestorIndex(path); i++) {
            long id = path.inodeIds()[i];
            if (!inodes.isDirectory(id)) {
                throw new HdfsException(ErrorCode.PARENT_NOT_DIRECTORY, prefix(path, i) + " (is not a directory)");
            }
            require(id, FsAction.EXECUTE);
        }
    }

    void checkAncestor(PathLookup path, FsAction action) throws HdfsException {
        int ancestor = ancestorIndex(path);
        if (ancestor >= 0) {
            require(path.inodeIds()[ancestor], action);
        }
    }

    /** Access to the parent; for writing, the parent's sticky bit protects what the path names. */
    void checkParent(PathLookup path, FsAction action) throws HdfsException {
        int parent = path.path().depth() - 1;
        if (parent < 0 || parent >= path.inodeIds().length) {
            return;
        }
        long parentId = path.inodeIds()[parent];
        if (path.exists() && (action.bits() & FsAction.WRITE.bits()) != 0) {
            HdfsException violation = stickyViolation(parentId, path.inodeId());
            if (violation != null) {
                throw violation;
            }
        }
        require(parentId, action);
    }

    /** Access to what the path names; passes when it does not exist. */
    void checkAccess(PathLookup path, FsAction action) throws HdfsException {
        if (path.exists()) {
            require(path.inodeId(), action);
        }
    }

    void checkAccess(long inodeId, FsAction action) throws HdfsException {
        require(inodeId, action);
    }

    /** Whether the caller may pass through every directory above the inode. */
    boolean canReach(long inodeId) {
        if (!enforced) {
            return true;
        }
        for (long above = inodes.parent(inodeId); above != 0; above = inodes.parent(above)) {
            if (!allows(above, FsAction.EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    /** Every directory above the file must be open, and the file readable. */
    void checkReadable(long fileId) throws HdfsException {
        if (enforced) {
            for (long above = inodes.parent(fileId); above != 0; above = inodes.parent(above)) {
                require(above, FsAction.EXECUTE);
            }
        }
        require(fileId, FsAction.READ);
    }

    void checkOwner(PathLookup path) throws HdfsException {
        if (enforced && !caller.user().equals(inodes.owner(path.inodeId()))) {
            throw new HdfsException(
                    ErrorCode.ACCESS_CONTROL,
                    "Permission denied. user=" + caller.user() + " is not the owner of inode=" + path.path());
        }
    }

    /** Why the directory's sticky bit keeps the caller from taking the child away, or null. */
    @Nullable
    HdfsException stickyViolation(long directory, long child) {
        boolean violated = enforced
                && (inodes.mode(directory) & 01000) != 0
                && !caller.user().equals(inodes.owner(directory))
                && !caller.user().equals(inodes.owner(child));
        return violated ? stickyDenied(directory, child) : null;
    }

    private void require(long inodeId, FsAction action) throws HdfsException {
        if (enforced && !allows(inodeId, action)) {
            throw new HdfsException(
                    ErrorCode.ACCESS_CONTROL,
                    "Permission denied: user=" + caller.user() + ", access=" + action + ", inode=" + describe(inodeId));
        }
    }

    private boolean allows(long inodeId, FsAction action) {
        return (classBits(inodeId) & action.bits()) == action.bits();
    }

    /** The three bits of the one class that counts: owner, else group, else others. */
    private int classBits(long inodeId) {
        int mode = inodes.mode(inodeId);
        if (caller.user().equals(inodes.owner(inodeId))) {
            return mode >> 6 & 7;
        }
        return caller.groups().contains(inodes.group(inodeId)) ? mode >> 3 & 7 : mode & 7;
    }

    private HdfsException stickyDenied(long parent, long child) {
        return new HdfsException(
                ErrorCode.ACCESS_CONTROL,
                "Permission denied by sticky bit: user=" + caller.user() + ", path=" + describe(child) + ", parent="
                        + describe(parent));
    }

    private String describe(long inodeId) {
        return "\"" + context.namespace().pathOf(inodeId) + "\":" + inodes.owner(inodeId) + ":"
                + inodes.group(inodeId) + ":" + (inodes.isDirectory(inodeId) ? "d" : "-")
                + FsAction.symbolic(inodes.mode(inodeId));
    }

    /** Index of the deepest existing component above the last one; -1 for the root. */
    private static int ancestorIndex(PathLookup path) {
        return path.exists() ? path.inodeIds().length - 2 : path.inodeIds().length - 1;
    }

    private static String prefix(PathLookup path, int index) {
        return index == 0
                ? "/"
                : "/" + String.join("/", path.path().components().subList(0, index));
    }
}
