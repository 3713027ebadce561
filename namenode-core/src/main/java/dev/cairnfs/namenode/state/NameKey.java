package dev.cairnfs.namenode.state;

/**
 * A name prepared for comparison with stored ones: three bytes in the low end of the first word, then four a word, most
 * significant first, so that unsigned comparison of words is comparison of bytes.
 *
 * @param length in bytes; any, as keys to search for come from outside
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a value
record NameKey(int[] words, int length) {
    static final NameKey EMPTY = of(new byte[0]);

    static NameKey of(byte[] name) {
        int[] words = new int[NameArena.words(name.length)];
        for (int i = 0; i < name.length; i++) {
            int at = i + 1;
            words[at >> 2] |= (name[i] & 0xFF) << (24 - ((at & 3) << 3));
        }
        return new NameKey(words, name.length);
    }

    /** The first four bytes. */
    int prefix() {
        return (words[0] << 8) | (words.length > 1 ? words[1] >>> 24 : 0);
    }
}
