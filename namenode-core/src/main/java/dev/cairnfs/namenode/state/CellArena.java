package dev.cairnfs.namenode.state;

import java.io.IOException;
import java.util.Arrays;

/**
 * Cells of a few ints each in one column, with a free list for each size class, linked through the freed cells. A
 * reference is the index of the cell's first int; 0 stands for none.
 *
 * <p>A freed cell serves its own class again and no other: the sizes of names and block lists in a namespace hardly
 * change over time.
 */
final class CellArena {
    private final IntColumn ints = new IntColumn();
    private final int[] freeHeads;

    /** One more than the highest int in use. */
    private int limit = 1;

    CellArena(int classes) {
        freeHeads = new int[classes];
        ints.ensureCapacity(limit);
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

    void save(String name, SectionList sections) {
        sections.longs(name + ".limit", limit);
        sections.column(name + ".cells", ints.freeze(), limit);
        sections.longs(name + ".free", Arrays.stream(freeHeads).asLongStream().toArray());
    }

    void load(String name, SectionReader sections) throws IOException {
        limit = sections.ints(name + ".limit", 1, 1)[0];
        sections.column(name + ".cells", ints, limit);
        int[] heads = sections.ints(name + ".free", 0, freeHeads.length);
        System.arraycopy(heads, 0, freeHeads, 0, heads.length);
    }

    long heapBytes() {
        return ints.heapBytes();
    }
}
