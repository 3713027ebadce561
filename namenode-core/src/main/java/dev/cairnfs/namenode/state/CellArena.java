package dev.cairnfs.namenode.state;

/**
 * Cells of a few ints each in one column, with a free list for each size class, linked through the freed cells. A
 * reference is the index of the cell's first int; 0 stands for none.
 *
 * <p>A freed cell serves its own class again and no other: the sizes of names and block lists in a namespace hardly
 * change over time.
 */
final class CellArena {
    private final IntColumn ints;
    private final int[] freeHeads;
    private int limit;

    CellArena(int classes) {
        this(new IntColumn(), new int[classes], 1);
    }

    CellArena(IntColumn ints, int[] freeHeads, int limit) {
        this.ints = ints;
        this.freeHeads = freeHeads;
        this.limit = limit;
    }

    /** A cell whose content is undefined. */
    int allocate(int sizeClass, int size) {
        int head = freeHeads[sizeClass];
        if (head != 0) {
            freeHeads[sizeClass] = ints.get(head);
            return head;
        }
        int reference = limit;
        limit = Math.addExact(limit, size);
        ints.ensureCapacity(limit);
        return reference;
    }

    void free(int reference, int sizeClass) {
        ints.set(reference, freeHeads[sizeClass]);
        freeHeads[sizeClass] = reference;
    }

    int get(int index) {
        return ints.get(index);
    }

    void set(int index, int value) {
        ints.set(index, value);
    }

    IntColumn ints() {
        return ints;
    }

    int[] freeHeads() {
        return freeHeads;
    }

    /** One more than the highest int in use. */
    int limit() {
        return limit;
    }
}
