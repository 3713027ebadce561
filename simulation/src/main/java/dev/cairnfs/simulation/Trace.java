package dev.cairnfs.simulation;

/** A running hash of everything that happens: two runs with the same seed must come to the same value. */
final class Trace {
    private static final long PRIME = 0x100000001b3L;

    private long hash = 0xcbf29ce484222325L;
    private long entries;

    void add(long value) {
        long left = value;
        for (int i = 0; i < Long.BYTES; i++) {
            hash = (hash ^ (left & 0xff)) * PRIME;
            left >>>= 8;
        }
        entries++;
    }

    void add(String text) {
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        add(text.length());
    }

    long hash() {
        return hash;
    }

    long entries() {
        return entries;
    }
}
