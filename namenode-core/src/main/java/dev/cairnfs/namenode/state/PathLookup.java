package dev.cairnfs.namenode.state;

import dev.cairnfs.shared.path.HdfsPath;

/**
 * How far a path exists.
 *
 * @param inodeIds ids of the existing components from the root (index 0) on; never empty
 */
@SuppressWarnings("ArrayRecordComponent") // a path walk happens in every call: no boxing
public record PathLookup(HdfsPath path, long[] inodeIds) {
    /** The inode of the whole path, or 0 when it does not exist. */
    public long inodeId() {
        return exists() ? inodeIds[inodeIds.length - 1] : 0;
    }

    public boolean exists() {
        return inodeIds.length == path.depth() + 1;
    }

    /** The deepest component that exists. */
    public long lastExisting() {
        return inodeIds[inodeIds.length - 1];
    }

    /** Components that do not exist, counted from the end of the path. */
    public int missing() {
        return path.depth() + 1 - inodeIds.length;
    }

    /** The parent of the last existing component, or 0 for the root. */
    public long parentOfLastExisting() {
        return inodeIds.length == 1 ? 0 : inodeIds[inodeIds.length - 2];
    }
}
