package dev.cairnfs.cluster;

import java.util.SplittableRandom;

/** Content by pseudo-random numbers: any file can be checked without being stored. */
final class Content {
    private Content() {}

    static byte[] of(long seed, int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }
}
