package dev.cairnfs.namenode.state;

import java.io.IOException;

/**
 * The inodes' columns by slot, without rules. A row costs 27 bytes; the name and the entry in the directory index come on
 * top.
 */
final class InodeStore {
    static final int DIRECTORY = 1;
    static final int FILE = 2;

    /** What {@link #parent} gives for the root. */
    static final int NO_PARENT = -1;

    /** The root's slot, which no record makes and none deletes. */
    static final int ROOT_SLOT = 0;

    static final int ID_SHIFT = 32;

    private static final int KIND = 3;
    private static final int UNDER_CONSTRUCTION = 4;

    /** The access time stands in its own column; otherwise it is the modification time, or 0 for a directory. */
    private static final int OWN_ACCESS_TIME = 8;

    private final SlotAllocator slots = new SlotAllocator(Namespace.ROOT_ID, ID_SHIFT);
    private final NameArena names = new NameArena();
    private final ByteColumn flags = new ByteColumn();
    private final IntColumn parents = new IntColumn();
    private final IntColumn nameReferences = new IntColumn();
    private final LongColumn modificationTimes = new LongColumn();
    private final SparseLongs accessTimes = new SparseLongs();
    private final IntColumn attributeCodes = new IntColumn();
    private final IntColumn contents = new IntColumn();
    private final AttributesDictionary dictionary = new AttributesDictionary();
    private long count;
    private long directoryCount;

    /** The slot of an inode that is there, or -1. */
    int slot(long id) {
        int slot = slots.slot(id);
        return slot >= 0 && isUsed(slot) ? slot : -1;
    }

    long id(int slot) {
        return slots.id(slot);
    }

    boolean isUsed(int slot) {
        return flags.get(slot) != 0;
    }

    boolean isDirectory(int slot) {
        return (flags.get(slot) & KIND) == DIRECTORY;
    }

    boolean isUnderConstruction(int slot) {
        return (flags.get(slot) & UNDER_CONSTRUCTION) != 0;
    }

    /** {@link #NO_PARENT} for the root; below that for the top of a detached tree ({@link ReclaimStack}). */
    int parent(int slot) {
        return parents.get(slot);
    }

    int nameReference(int slot) {
        return nameReferences.get(slot);
    }

    long modificationTime(int slot) {
        return modificationTimes.get(slot);
    }

    long accessTime(int slot) {
        if ((flags.get(slot) & OWN_ACCESS_TIME) != 0) {
            return accessTimes.get(slot);
        }
        return isDirectory(slot) ? 0 : modificationTimes.get(slot);
    }

    Attributes attributes(int slot) {
        return dictionary.get(attributeCodes.get(slot));
    }

    /** For a directory the number of its children, for a file what {@link BlockLists} says. */
    int content(int slot) {
        return contents.get(slot);
    }

    /** Fills the row of the slot that this id names; it is not in the directory index yet. */
    int add(long id, int kind, int parent, NameKey name, Attributes attributes, long timeMillis) {
        int slot = slots.take(id);
        ensureCapacity(slots.limit());
        flags.set(slot, (byte) kind);
        parents.set(slot, parent);
        nameReferences.set(slot, name.length() == 0 ? 0 : names.add(name));
        modificationTimes.set(slot, timeMillis);
        attributeCodes.set(slot, dictionary.acquire(attributes));
        contents.set(slot, kind == DIRECTORY ? 0 : BlockLists.NONE);
        count++;
        if (kind == DIRECTORY) {
            directoryCount++;
        }
        return slot;
    }

    private void ensureCapacity(int limit) {
        flags.ensureCapacity(limit);
        parents.ensureCapacity(limit);
        nameReferences.ensureCapacity(limit);
        modificationTimes.ensureCapacity(limit);
        attributeCodes.ensureCapacity(limit);
        contents.ensureCapacity(limit);
    }

    /** Frees the row, which is out of the directory index already. */
    void remove(int slot) {
        count--;
        if (isDirectory(slot)) {
            directoryCount--;
        }
        names.free(nameReferences.get(slot));
        dictionary.release(attributeCodes.get(slot));
        flags.set(slot, (byte) 0);
        slots.release(slot);
    }

    void setUnderConstruction(int slot, boolean on) {
        int old = flags.get(slot);
        flags.set(slot, (byte) (on ? old | UNDER_CONSTRUCTION : old & ~UNDER_CONSTRUCTION));
    }

    void setParent(int slot, int parent) {
        parents.set(slot, parent);
    }

    void setName(int slot, NameKey name) {
        names.free(nameReferences.get(slot));
        nameReferences.set(slot, names.add(name));
    }

    void setTimes(int slot, long modificationMillis, long accessMillis) {
        modificationTimes.set(slot, modificationMillis);
        boolean own = accessMillis != (isDirectory(slot) ? 0 : modificationMillis);
        int old = flags.get(slot);
        flags.set(slot, (byte) (own ? old | OWN_ACCESS_TIME : old & ~OWN_ACCESS_TIME));
        if (own) {
            accessTimes.set(slot, accessMillis);
        }
    }

    void setAttributes(int slot, Attributes attributes) {
        int old = attributeCodes.get(slot);
        attributeCodes.set(slot, dictionary.acquire(attributes));
        dictionary.release(old);
    }

    void setContent(int slot, int content) {
        contents.set(slot, content);
    }

    NameArena names() {
        return names;
    }

    SlotAllocator slots() {
        return slots;
    }

    long count() {
        return count;
    }

    long directoryCount() {
        return directoryCount;
    }

    void save(SectionList sections) {
        int limit = slots.limit();
        slots.save("inodes", sections);
        sections.longs("inodes.counts", count, directoryCount);
        sections.column("inodes.flags", flags.freeze(), limit);
        sections.column("inodes.parents", parents.freeze(), limit);
        sections.column("inodes.names", nameReferences.freeze(), limit);
        sections.column("inodes.modification-times", modificationTimes.freeze(), limit);
        sections.column("inodes.attributes", attributeCodes.freeze(), limit);
        sections.column("inodes.contents", contents.freeze(), limit);
        accessTimes.save("inodes.access-times", sections);
        dictionary.save(sections);
        names.cells().save("names", sections);
    }

    void load(SectionReader sections) throws IOException {
        slots.load("inodes", sections);
        int limit = slots.limit();
        long[] counts = sections.longs("inodes.counts", 2);
        count = counts[0];
        directoryCount = counts[1];
        sections.column("inodes.flags", flags, limit);
        sections.column("inodes.parents", parents, limit);
        sections.column("inodes.names", nameReferences, limit);
        sections.column("inodes.modification-times", modificationTimes, limit);
        sections.column("inodes.attributes", attributeCodes, limit);
        sections.column("inodes.contents", contents, limit);
        accessTimes.load("inodes.access-times", sections);
        dictionary.load(sections);
        names.cells().load("names", sections);
        countUses();
    }

    private void countUses() {
        for (int slot = 0; slot < slots.limit(); slot++) {
            if (isUsed(slot)) {
                dictionary.addUse(attributeCodes.get(slot));
            }
        }
    }

    /** Bytes of heap in columns. */
    long heapBytes() {
        return slots.heapBytes()
                + flags.heapBytes()
                + parents.heapBytes()
                + nameReferences.heapBytes()
                + modificationTimes.heapBytes()
                + attributeCodes.heapBytes()
                + contents.heapBytes()
                + accessTimes.heapBytes()
                + names.cells().heapBytes();
    }
}
