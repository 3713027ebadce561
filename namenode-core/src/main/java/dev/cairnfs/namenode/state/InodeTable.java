package dev.cairnfs.namenode.state;

import java.util.function.LongPredicate;

/**
 * The inodes in columns. An id is {@code generation << 32 | (16385 + slot)}: the first life of a slot has HDFS's ids,
 * and an id is never used twice although slots are.
 *
 * <p>Methods that take an id throw IllegalStateException for one that is not there, unless they say otherwise: ask
 * {@link #exists} first where the id comes from outside.
 */
public interface InodeTable {
    boolean exists(long id);

    boolean isDirectory(long id);

    boolean isFile(long id);

    /** 0 for the root and for the top of a detached tree. */
    long parent(long id);

    String name(long id);

    byte[] nameBytes(long id);

    /** Milliseconds since 1970. */
    long modificationTime(long id);

    /** Milliseconds since 1970; 0 for a directory. */
    long accessTime(long id);

    String owner(long id);

    String group(long id);

    /** Mode bits with the sticky bit. */
    int mode(long id);

    int replication(long fileId);

    long blockSize(long fileId);

    int storagePolicy(long id);

    /** True while the file is open for writing. */
    boolean isUnderConstruction(long fileId);

    int blockCount(long fileId);

    /** The id of the file's block number {@code index}. */
    long block(long fileId, int index);

    /** The sum of the lengths of the file's blocks, as far as the NameNode knows them. */
    long fileLength(long fileId);

    int childCount(long directoryId);

    /** The child's id, or 0 when there is none of that name. */
    long child(long directoryId, byte[] name);

    /**
     * Hands the children in name order, beginning with the first name greater than {@code startAfter} (empty: from the
     * beginning), until the visitor returns false.
     */
    void forEachChild(long directoryId, byte[] startAfter, LongPredicate visitor);

    /**
     * How many children come after the name, at most {@code max}. An implementation that keeps ranks should answer
     * without counting.
     */
    default int childrenAfter(long directoryId, byte[] startAfter, int max) {
        int[] count = {0};
        if (max > 0) {
            forEachChild(directoryId, startAfter, child -> ++count[0] < max);
        }
        return count[0];
    }

    /** The id that the {@code ahead}-th next creation gets (0: the very next). */
    long peekNextId(int ahead);

    /**
     * The id that the next creation gets when a DeleteRecord of this file is replayed before it, as when a file is
     * overwritten: deleting a file may free its slot.
     */
    long peekNextIdAfterDelete(long fileId);

    /** Inodes that exist, detached ones included. */
    long count();

    long directoryCount();
}
