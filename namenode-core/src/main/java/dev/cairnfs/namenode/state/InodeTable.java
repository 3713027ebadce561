package dev.cairnfs.namenode.state;

import java.nio.charset.StandardCharsets;
import java.util.function.LongPredicate;

/**
 * The inodes, for reading by id. An id is {@code generation << 32 | (16385 + slot)}: the first life of a slot has HDFS's
 * ids, and an id is never used twice although slots are.
 *
 * <p>Methods that take an id throw IllegalStateException for one that is not there, unless they say otherwise: ask
 * {@link #exists} first where the id comes from outside.
 */
public final class InodeTable {
    private final InodeStore store;
    private final DirectoryIndex index;
    private final BlockLists blockLists;
    private final BlockTable blocks;

    InodeTable(InodeStore store, DirectoryIndex index, BlockLists blockLists, BlockTable blocks) {
        this.store = store;
        this.index = index;
        this.blockLists = blockLists;
        this.blocks = blocks;
    }

    private int slot(long id) {
        int slot = store.slot(id);
        if (slot < 0) {
            throw new IllegalStateException("there is no inode " + id);
        }
        return slot;
    }

    private int fileSlot(long id) {
        int slot = slot(id);
        if (store.isDirectory(slot)) {
            throw new IllegalStateException("inode " + id + " is not a file");
        }
        return slot;
    }

    private int directorySlot(long id) {
        int slot = slot(id);
        if (!store.isDirectory(slot)) {
            throw new IllegalStateException("inode " + id + " is not a directory");
        }
        return slot;
    }

    /** True also for an inode in a deleted tree that is not reclaimed yet; any id may be asked for. */
    public boolean exists(long id) {
        return store.slot(id) >= 0;
    }

    public boolean isDirectory(long id) {
        return store.isDirectory(slot(id));
    }

    public boolean isFile(long id) {
        return !store.isDirectory(slot(id));
    }

    /** 0 for the root and for the top of a detached tree. */
    public long parent(long id) {
        int parent = store.parent(slot(id));
        return parent < 0 ? 0 : store.id(parent);
    }

    public String name(long id) {
        return new String(nameBytes(id), StandardCharsets.UTF_8);
    }

    /** UTF-8; empty for the root. */
    public byte[] nameBytes(long id) {
        int slot = slot(id);
        return slot == InodeStore.ROOT_SLOT ? new byte[0] : store.names().get(store.nameReference(slot));
    }

    /** Milliseconds since 1970. */
    public long modificationTime(long id) {
        return store.modificationTime(slot(id));
    }

    /** Milliseconds since 1970; 0 for a directory, unless it was set. */
    public long accessTime(long id) {
        return store.accessTime(slot(id));
    }

    public String owner(long id) {
        return store.attributes(slot(id)).owner();
    }

    public String group(long id) {
        return store.attributes(slot(id)).group();
    }

    /** Mode bits with the sticky bit. */
    public int mode(long id) {
        return store.attributes(slot(id)).mode();
    }

    /** 0 for a directory. */
    public int replication(long fileId) {
        return store.attributes(slot(fileId)).replication();
    }

    /** In bytes; 0 for a directory. */
    public long blockSize(long fileId) {
        return store.attributes(slot(fileId)).blockSizeBytes();
    }

    /** 0 where none is set. */
    public int storagePolicy(long id) {
        return store.attributes(slot(id)).storagePolicy();
    }

    /** True while the file is open for writing. */
    public boolean isUnderConstruction(long fileId) {
        return store.isUnderConstruction(fileSlot(fileId));
    }

    public int blockCount(long fileId) {
        return blockLists.size(store.content(fileSlot(fileId)));
    }

    /** The id of the file's block number {@code index}. */
    public long block(long fileId, int index) {
        return blocks.id(blockLists.get(store.content(fileSlot(fileId)), index));
    }

    /** The sum of the lengths of the file's blocks, as far as the NameNode knows them. */
    public long fileLength(long fileId) {
        int list = store.content(fileSlot(fileId));
        long length = 0;
        int size = blockLists.size(list);
        for (int i = 0; i < size; i++) {
            length += blocks.numBytes(blockLists.get(list, i));
        }
        return length;
    }

    public int childCount(long directoryId) {
        return store.content(directorySlot(directoryId));
    }

    /** The child's id, or 0 when there is none of that name. */
    public long child(long directoryId, byte[] name) {
        int slot = index.find(directorySlot(directoryId), NameKey.of(name));
        return slot < 0 ? 0 : store.id(slot);
    }

    /**
     * Hands the children in name order, beginning with the first name greater than {@code startAfter} (empty: from the
     * beginning), until the visitor returns false.
     */
    public void forEachChild(long directoryId, byte[] startAfter, LongPredicate visitor) {
        index.scan(directorySlot(directoryId), NameKey.of(startAfter), slot -> visitor.test(store.id(slot)));
    }

    /** How many children come after the name, at most {@code max}; takes no longer for many than for few. */
    public int childrenAfter(long directoryId, byte[] startAfter, int max) {
        return Math.min(max, index.countAfter(directorySlot(directoryId), NameKey.of(startAfter)));
    }

    /**
     * The id that the {@code ahead}-th next creation gets (0: the very next). A plan may use ids that it asked for before
     * its own delete records, although these free slots.
     */
    public long peekNextId(int ahead) {
        return store.slots().peek(ahead);
    }

    /**
     * The id that the next creation gets when a DeleteRecord of this file is replayed before it, as when a file is
     * overwritten: deleting a file may free its slot.
     */
    public long peekNextIdAfterDelete(long fileId) {
        return store.slots().peekAfterRelease(fileSlot(fileId));
    }

    /** Inodes that exist, detached ones included. */
    public long count() {
        return store.count();
    }

    /** Directories that exist, detached ones included. */
    public long directoryCount() {
        return store.directoryCount();
    }
}
