package dev.cairnfs.simulation.runtime;

/** A running hash of everything that happens: two runs with the same seed must come to the same value. */
public final class Trace {
    private static final long PRIME = 0x100000001b3L;

    private long hash = 0xcbf29ce484222325L;
    private long entries;

    public void add(long value) {
        long left = value;
        for (int i = 0; i < Long.BYTES; i++) {
            hash = (hash ^ (left & 0xff)) * PRIME;
            left >>>= 8;
        }
        entries++;
    }

    public void add(String text) {
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        add(text.length());
    }

    public long hash() {
        return hash;
    }

    public long entries() {
        return entries;
    }
}
