package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.namenode.state.PathLookup;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;

/** What a new name in a directory must keep to, and the directories that are made on the way to it. */
final class NewEntries {
    private static final int MODE_BITS = 01777;
    /** The maker can always go on below a directory that was made on the way. */
    private static final int OWNER_WRITE_EXECUTE = 0300;

    private NewEntries() {}

    /** With {@code createParent} off: the parent must be there. */
    static void checkParentExists(PlanContext context, PathLookup path) throws HdfsException {
        if (path.missing() > 1) {
            throw new HdfsException(
                    ErrorCode.FILE_NOT_FOUND,
                    "Parent directory doesn't exist: " + path.path().parent());
        }
        if (path.missing() == 1 && !context.namespace().inodes().isDirectory(path.lastExisting())) {
            throw new HdfsException(
                    ErrorCode.PARENT_NOT_DIRECTORY,
                    "Parent path is not a directory: " + path.path().parent());
        }
    }

    static void checkMode(int mode) throws HdfsException {
        if ((mode & ~MODE_BITS) != 0) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "Invalid permission: " + Integer.toOctalString(mode));
        }
    }

    /**
     * Makes the missing directories above the path, and checks the last name.
     *
     * @param baseMode the mode that they take, without its sticky bit and with the owner's write and execute bits
     * @return the id of the directory that the last component goes into
     */
    static long makeAncestors(PlanContext context, Edits edits, PathLookup path, int baseMode) throws HdfsException {
        InodeTable inodes = context.namespace().inodes();
        long parent = path.lastExisting();
        int first = path.inodeIds().length - 1;
        String group = inodes.group(parent);
        HdfsPath asked = path.path();
        checkName(context, asked, first, parent);
        checkRoom(context, parent, asked, first);
        for (int i = first; i < asked.depth() - 1; i++) {
            parent = edits.mkdir(parent, asked.components().get(i), group, (baseMode & 0777) | OWNER_WRITE_EXECUTE);
            checkName(context, asked, i + 1, parent);
        }
        return parent;
    }

    /** Checks that a rename may put its source under the path's last name. */
    static void checkRenameTarget(PlanContext context, PathLookup source, PathLookup target, long targetParent)
            throws HdfsException {
        int last = target.path().depth() - 1;
        checkName(context, target.path(), last, targetParent);
        if (source.parentOfLastExisting() != targetParent) {
            checkRoom(context, targetParent, target.path(), last);
        }
    }

    private static void checkName(PlanContext context, HdfsPath path, int index, long parent) throws HdfsException {
        String name = path.components().get(index);
        if (name.equals(".snapshot")) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "\".snapshot\" is a reserved name.");
        }
        if (parent == Namespace.ROOT_ID && name.equals(Paths.RESERVED)) {
            throw new HdfsException(
                    ErrorCode.ILLEGAL_ARGUMENT, "File name \".reserved\" is reserved and cannot be created.");
        }
        int length = HdfsPath.nameBytes(name).length;
        int limit = context.settings().componentLengthMaxBytes();
        if (length > limit) {
            throw new HdfsException(
                    ErrorCode.PATH_COMPONENT_TOO_LONG,
                    "The maximum path component name limit of " + name + " in directory " + directory(path, index)
                            + " is exceeded: limit=" + limit + " length=" + length);
        }
    }

    private static void checkRoom(PlanContext context, long parent, HdfsPath path, int index) throws HdfsException {
        int items = context.namespace().inodes().childCount(parent);
        int limit = context.settings().directoryItemsMax();
        if (items >= limit) {
            throw new HdfsException(
                    ErrorCode.MAX_DIRECTORY_ITEMS_EXCEEDED,
                    "The directory item limit of " + directory(path, index) + " is exceeded: limit=" + limit + " items="
                            + items);
        }
    }

    private static String directory(HdfsPath path, int index) {
        return "/" + String.join("/", path.components().subList(0, index));
    }
}
