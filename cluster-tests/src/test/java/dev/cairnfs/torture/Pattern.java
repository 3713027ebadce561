package dev.cairnfs.torture;

/** Content of files: a function of the file's key and the offset alone, so that any byte can be checked and none is kept. */
final class Pattern {
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private Pattern() {}

    /** A key for a file of a run. */
    static long key(long seed, String path) {
        return mixed(seed ^ mixed(path.hashCode() * STEP));
    }

    /** Puts the bytes of a place of the file into the first part of a buffer. */
    static void fill(long key, long offset, byte[] target, int length) {
        long word = 0;
        for (int i = 0; i < length; i++) {
            long at = offset + i;
            if (i == 0 || (at & 7) == 0) {
                word = word(key, at >>> 3);
            }
            target[i] = (byte) (word >>> ((at & 7) << 3));
        }
    }

    /** The first place in the buffer that is not as it should be, or -1. */
    static int mismatch(long key, long offset, byte[] found, int length) {
        long word = 0;
        for (int i = 0; i < length; i++) {
            long at = offset + i;
            if (i == 0 || (at & 7) == 0) {
                word = word(key, at >>> 3);
            }
            if (found[i] != (byte) (word >>> ((at & 7) << 3))) {
                return i;
            }
        }
        return -1;
    }

    private static long word(long key, long index) {
        return mixed(key + index * STEP);
    }

    /** The finalizer of SplitMix64. */
    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
