package dev.cairnfs.namenode.state;

/**
 * The blocks of files by block slot. Most files have one block or none: the inode's row holds it itself. Several stand in
 * a cell of an arena: their number, then the slots.
 *
 * <p>A reference (the {@code content} of a file's row) is {@link #NONE}, a block slot, or {@code -2 - cell}.
 */
final class BlockLists {
    static final int NONE = -1;

    private static final int CLASSES = 31;

    private final CellArena cells = new CellArena(CLASSES);

    int size(int reference) {
        if (reference >= NONE) {
            return reference == NONE ? 0 : 1;
        }
        return cells.get(cell(reference));
    }

    int get(int reference, int index) {
        if (index < 0 || index >= size(reference)) {
            throw new IllegalStateException("no block " + index + " in a file of " + size(reference));
        }
        return reference >= 0 ? reference : cells.get(cell(reference) + 1 + index);
    }

    /** The list with one block more; takes the place of the reference given. */
    int append(int reference, int blockSlot) {
        int size = size(reference);
        if (size == 0) {
            return blockSlot;
        }
        int grown = size == 1 || sizeClass(size) != sizeClass(size + 1) ? move(reference, size, size + 1) : reference;
        cells.set(cell(grown), size + 1);
        cells.set(cell(grown) + 1 + size, blockSlot);
        return grown;
    }

    /** The list without its last block. */
    int removeLast(int reference) {
        int size = size(reference);
        if (size <= 1) {
            return NONE;
        }
        if (size == 2) {
            int first = get(reference, 0);
            free(reference);
            return first;
        }
        int shrunk = sizeClass(size) != sizeClass(size - 1) ? move(reference, size - 1, size - 1) : reference;
        cells.set(cell(shrunk), size - 1);
        return shrunk;
    }

    void free(int reference) {
        if (reference < NONE) {
            cells.free(cell(reference), sizeClass(size(reference)));
        }
    }

    /** Copies the first blocks into a cell that has room for {@code capacity}, and frees the old one. */
    private int move(int reference, int copied, int capacity) {
        int sizeClass = sizeClass(capacity);
        int cell = cells.allocate(sizeClass, 1 << sizeClass);
        for (int i = 0; i < copied; i++) {
            cells.set(cell + 1 + i, get(reference, i));
        }
        free(reference);
        return -2 - cell;
    }

    /** Cells have powers of two ints, so that a list which grows block by block is copied rarely. */
    private static int sizeClass(int size) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(size);
    }

    private static int cell(int reference) {
        return -2 - reference;
    }

    CellArena cells() {
        return cells;
    }
}
