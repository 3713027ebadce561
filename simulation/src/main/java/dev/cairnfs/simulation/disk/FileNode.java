package dev.cairnfs.simulation.disk;

import java.util.Arrays;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** A file's content: as programs see it, and as it is on the platter. */
final class FileNode implements Node {
    static final int SECTOR_BYTES = 512;

    private byte[] cached = new byte[0];
    private int length;
    private byte[] durable = new byte[0];
    private int durableLength;
    /** The least length that the file has had since it was synced: no power cut makes it shorter. */
    private int leastLength;

    private final TreeSet<Integer> dirty = new TreeSet<>();

    int length() {
        return length;
    }

    int read(byte[] into, int offset, int count, long position) {
        if (position >= length) {
            return -1;
        }
        int part = (int) Math.min(count, length - position);
        System.arraycopy(cached, (int) position, into, offset, part);
        return part;
    }

    /** How many bytes longer the file becomes by a write. */
    int growth(long position, int count) {
        return (int) Math.max(0, position + count - length);
    }

    void write(byte[] bytes, int count, long position) {
        int end = Math.toIntExact(position + count);
        ensure(end);
        if (position > length) {
            Arrays.fill(cached, length, (int) position, (byte) 0);
        }
        System.arraycopy(bytes, 0, cached, (int) position, count);
        markDirty((int) Math.min(position, length), end);
        length = Math.max(length, end);
    }

    private void ensure(int size) {
        if (cached.length < size) {
            cached = Arrays.copyOf(cached, Math.max(size, 2 * cached.length));
        }
    }

    private void markDirty(int from, int to) {
        for (int sector = from / SECTOR_BYTES; sector * SECTOR_BYTES < to; sector++) {
            dirty.add(sector);
        }
    }

    void truncate(long size) {
        if (size < length) {
            Arrays.fill(cached, (int) size, length, (byte) 0);
            markDirty((int) size, length);
            length = (int) size;
            leastLength = Math.min(leastLength, length);
        }
    }

    void sync() {
        durable = Arrays.copyOf(cached, length);
        durableLength = length;
        leastLength = length;
        dirty.clear();
    }

    /** A failed sync: the pages count as clean, and are nowhere but in the cache. */
    void loseDirtyMarks() {
        dirty.clear();
    }

    private int between(RandomGenerator random) {
        return leastLength + random.nextInt(Math.max(length, durableLength) - leastLength + 1);
    }

    /** What is left after a power cut: of each dirty sector the new content or the old one, and a length in between. */
    void powerCut(RandomGenerator random) {
        int kept = durableLength;
        if (!dirty.isEmpty() && length != durableLength) {
            int cut = random.nextInt(4);
            kept = cut == 0 ? durableLength : cut == 1 ? length : between(random);
        }
        byte[] after = Arrays.copyOf(durable, kept);
        int mode = random.nextInt(3);
        for (int sector : dirty) {
            boolean survives = mode == 0 || (mode == 1 && random.nextBoolean());
            int from = sector * SECTOR_BYTES;
            int to = Math.min(Math.min(from + SECTOR_BYTES, kept), length);
            if (survives && from < to) {
                System.arraycopy(cached, from, after, from, to - from);
            }
        }
        cached = after;
        length = kept;
        sync();
    }
}
