package dev.cairnfs.simulation.cluster;

/** What files hold: each byte follows from a key and its place, so that it can be checked without being kept. */
final class Content {
    private Content() {}

    static byte at(long key, long offset) {
        long x = key + (offset >>> 3) * 0x9E3779B97F4A7C15L;
        x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        x ^= x >>> 31;
        return (byte) (x >>> ((offset & 7) * 8));
    }

    static byte[] bytes(long key, long offset, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = at(key, offset + i);
        }
        return bytes;
    }
}
