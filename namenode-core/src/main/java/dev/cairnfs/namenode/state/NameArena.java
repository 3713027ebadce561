package dev.cairnfs.namenode.state;

/**
 * The inodes' names. A cell holds the length in its first byte and the name behind it, padded with zeros to a multiple of
 * four bytes. The order is that of unsigned bytes.
 */
final class NameArena {
    static final int NAME_BYTES_MAX = 255;

    private final CellArena cells = new CellArena(words(NAME_BYTES_MAX) + 1);

    /** Words of a cell for a name of so many bytes. */
    static int words(int length) {
        return (length + 4) >> 2;
    }

    /** Stores a name of 1 to {@value #NAME_BYTES_MAX} bytes. */
    int add(NameKey name) {
        int words = words(name.length());
        int reference = cells.allocate(words, words);
        cells.set(reference, (name.length() << 24) | name.words()[0]);
        for (int i = 1; i < words; i++) {
            cells.set(reference + i, name.words()[i]);
        }
        return reference;
    }

    void free(int reference) {
        cells.free(reference, words(length(reference)));
    }

    int length(int reference) {
        return cells.get(reference) >>> 24;
    }

    byte[] get(int reference) {
        int word = cells.get(reference);
        byte[] name = new byte[word >>> 24];
        for (int i = 0; i < name.length; i++) {
            int at = i + 1;
            if ((at & 3) == 0) {
                word = cells.get(reference + (at >> 2));
            }
            name[i] = (byte) (word >>> (24 - ((at & 3) << 3)));
        }
        return name;
    }

    /** The first four bytes, for a comparison that mostly needs no more. */
    int prefix(int reference) {
        int word = cells.get(reference);
        return (word << 8) | (word >>> 24 > 3 ? cells.get(reference + 1) >>> 24 : 0);
    }

    int compare(NameKey key, int reference) {
        int word = cells.get(reference);
        int length = word >>> 24;
        // The length byte is no part of the name.
        int order = Integer.compare(key.words()[0], word & 0xFFFFFF);
        int common = Math.min(key.words().length, words(length));
        for (int i = 1; order == 0 && i < common; i++) {
            order = Integer.compareUnsigned(key.words()[i], cells.get(reference + i));
        }
        return order != 0 ? order : Integer.compare(key.length(), length);
    }

    NameKey key(int reference) {
        int word = cells.get(reference);
        int length = word >>> 24;
        int[] words = new int[words(length)];
        words[0] = word & 0xFFFFFF;
        for (int i = 1; i < words.length; i++) {
            words[i] = cells.get(reference + i);
        }
        return new NameKey(words, length);
    }

    CellArena cells() {
        return cells;
    }
}
