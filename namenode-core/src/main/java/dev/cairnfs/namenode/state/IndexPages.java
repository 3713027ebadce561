package dev.cairnfs.namenode.state;

import java.io.IOException;

/**
 * The pages of {@link DirectoryIndex}: {@value #PAGE_INTS} ints each, in one column, so that a page never crosses a chunk.
 * A leaf is its count and entries; an inner page is its count and, each in an array of {@value #INNER_CAPACITY}, child
 * pages, separator slots, separator parents, separator prefixes and the numbers of entries below. Free pages are linked through their second int.
 */
final class IndexPages {
    static final int PAGE_SHIFT = 7;
    static final int PAGE_INTS = 1 << PAGE_SHIFT;
    static final int LEAF_CAPACITY = PAGE_INTS - 1;
    static final int INNER_CAPACITY = (PAGE_INTS - 1) / 5;

    private static final int CHILDREN = 1;
    private static final int SLOTS = CHILDREN + INNER_CAPACITY;
    private static final int PARENTS = SLOTS + INNER_CAPACITY;
    private static final int PREFIXES = PARENTS + INNER_CAPACITY;
    private static final int SIZES = PREFIXES + INNER_CAPACITY;
    private static final int NO_PAGE = -1;

    private final IntColumn ints = new IntColumn();
    private int pageCount;
    private int freeHead = NO_PAGE;
    private int root;
    private int height;

    IndexPages() {
        root = allocate();
    }

    int allocate() {
        int page = freeHead;
        if (page == NO_PAGE) {
            page = pageCount++;
            ints.ensureCapacity(Math.multiplyExact(pageCount, PAGE_INTS));
        } else {
            freeHead = ints.get(base(page) + 1);
        }
        setCount(page, 0);
        return page;
    }

    void free(int page) {
        setCount(page, 0);
        ints.set(base(page) + 1, freeHead);
        freeHead = page;
    }

    private static int base(int page) {
        return page << PAGE_SHIFT;
    }

    int count(int page) {
        return ints.get(base(page));
    }

    void setCount(int page, int count) {
        ints.set(base(page), count);
    }

    int entry(int leaf, int position) {
        return ints.get(base(leaf) + 1 + position);
    }

    void insertEntry(int leaf, int position, int slot) {
        insert(leaf, 1, count(leaf), position, slot);
        setCount(leaf, count(leaf) + 1);
    }

    void removeEntry(int leaf, int position) {
        delete(leaf, 1, count(leaf), position);
        setCount(leaf, count(leaf) - 1);
    }

    /** Moves the entries from the position on to an empty leaf. */
    void moveEntries(int leaf, int from, int emptyLeaf) {
        int moved = count(leaf) - from;
        copy(leaf, 1 + from, emptyLeaf, 1, moved);
        setCount(emptyLeaf, moved);
        setCount(leaf, from);
    }

    void appendEntries(int leaf, int source) {
        copy(source, 1, leaf, 1 + count(leaf), count(source));
        setCount(leaf, count(leaf) + count(source));
    }

    int child(int page, int i) {
        return ints.get(base(page) + CHILDREN + i);
    }

    int separatorSlot(int page, int i) {
        return ints.get(base(page) + SLOTS + i);
    }

    int separatorParent(int page, int i) {
        return ints.get(base(page) + PARENTS + i);
    }

    int separatorPrefix(int page, int i) {
        return ints.get(base(page) + PREFIXES + i);
    }

    /** The number of entries below the child. */
    int size(int page, int i) {
        return ints.get(base(page) + SIZES + i);
    }

    void setSize(int page, int i, int size) {
        ints.set(base(page) + SIZES + i, size);
    }

    /** The number of entries in or below the page. */
    int total(int page, int level) {
        int count = count(page);
        if (level == 0) {
            return count;
        }
        int total = 0;
        for (int i = 0; i < count; i++) {
            total += size(page, i);
        }
        return total;
    }

    void setChild(int page, int i, int child) {
        ints.set(base(page) + CHILDREN + i, child);
    }

    void setSeparator(int page, int i, int slot, int parent, int prefix) {
        ints.set(base(page) + SLOTS + i, slot);
        ints.set(base(page) + PARENTS + i, parent);
        ints.set(base(page) + PREFIXES + i, prefix);
    }

    /** Makes room at the position for a child, whose separator and size are still to be set. */
    void insertChild(int page, int i, int child) {
        int count = count(page);
        insert(page, CHILDREN, count, i, child);
        insert(page, SLOTS, count, i, 0);
        insert(page, PARENTS, count, i, 0);
        insert(page, PREFIXES, count, i, 0);
        insert(page, SIZES, count, i, 0);
        setCount(page, count + 1);
    }

    void removeChild(int page, int i) {
        int count = count(page);
        delete(page, CHILDREN, count, i);
        delete(page, SLOTS, count, i);
        delete(page, PARENTS, count, i);
        delete(page, PREFIXES, count, i);
        delete(page, SIZES, count, i);
        setCount(page, count - 1);
    }

    /** Moves the children from the position on to an empty inner page. */
    void moveChildren(int page, int from, int emptyPage) {
        int moved = count(page) - from;
        for (int array = CHILDREN; array <= SIZES; array += INNER_CAPACITY) {
            copy(page, array + from, emptyPage, array, moved);
        }
        setCount(emptyPage, moved);
        setCount(page, from);
    }

    void appendChildren(int page, int source) {
        int count = count(page);
        for (int array = CHILDREN; array <= SIZES; array += INNER_CAPACITY) {
            copy(source, array, page, array + count, count(source));
        }
        setCount(page, count + count(source));
    }

    private void insert(int page, int array, int count, int position, int value) {
        int[] chunk = ints.writableChunk(base(page));
        int at = (base(page) & Column.MASK) + array + position;
        System.arraycopy(chunk, at, chunk, at + 1, count - position);
        chunk[at] = value;
    }

    private void delete(int page, int array, int count, int position) {
        int[] chunk = ints.writableChunk(base(page));
        int at = (base(page) & Column.MASK) + array + position;
        System.arraycopy(chunk, at + 1, chunk, at, count - position - 1);
    }

    private void copy(int from, int fromInt, int to, int toInt, int length) {
        int[] target = ints.writableChunk(base(to));
        int[] source = ints.chunk(base(from));
        int fromAt = (base(from) & Column.MASK) + fromInt;
        System.arraycopy(source, fromAt, target, (base(to) & Column.MASK) + toInt, length);
    }

    int root() {
        return root;
    }

    /** Levels above the leaves. */
    int height() {
        return height;
    }

    void setRoot(int page, int newHeight) {
        root = page;
        height = newHeight;
    }

    void save(SectionList sections) {
        sections.longs("index.header", pageCount, freeHead, root, height);
        sections.column("index.pages", ints.freeze(), pageCount * PAGE_INTS);
    }

    void load(SectionReader sections) throws IOException {
        int[] header = sections.ints("index.header", NO_PAGE, 4);
        pageCount = header[0];
        freeHead = header[1];
        root = header[2];
        height = header[3];
        sections.column("index.pages", ints, pageCount * PAGE_INTS);
    }

    long heapBytes() {
        return ints.heapBytes();
    }
}
