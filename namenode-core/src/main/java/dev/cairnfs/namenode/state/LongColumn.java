package dev.cairnfs.namenode.state;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A column of {@code long}s. */
final class LongColumn extends Column {
    private long[][] chunks = new long[4][];

    long get(int index) {
        return chunks[index >>> SHIFT][index & MASK];
    }

    void set(int index, long value) {
        writableChunk(index)[index & MASK] = value;
    }

    /** The chunk with the entry, for reading. */
    long[] chunk(int index) {
        return chunks[index >>> SHIFT];
    }

    /** The chunk with the entry, for writing. */
    long[] writableChunk(int index) {
        int chunk = index >>> SHIFT;
        if (shared[chunk]) {
            chunks[chunk] = chunks[chunk].clone();
            shared[chunk] = false;
        }
        return chunks[chunk];
    }

    /** The column as it is now, for reading by any thread. */
    LongColumn freeze() {
        LongColumn frozen = new LongColumn();
        frozen.chunks = chunks.clone();
        shareWith(frozen);
        return frozen;
    }

    @Override
    int entryBytes() {
        return Long.BYTES;
    }

    @Override
    protected void growDirectory(int capacity) {
        long[][] grown = new long[capacity][];
        System.arraycopy(chunks, 0, grown, 0, chunks.length);
        chunks = grown;
    }

    @Override
    protected void allocateChunk(int chunk) {
        chunks[chunk] = new long[CHUNK_ENTRIES];
    }

    @Override
    protected void resizeFirstChunk(int entries) {
        chunks[0] = chunks[0] == null ? new long[entries] : Arrays.copyOf(chunks[0], entries);
    }

    @Override
    void copyTo(ByteBuffer buffer, int from, int count) {
        buffer.asLongBuffer().put(chunk(from), from & MASK, count);
        buffer.position(buffer.position() + count * entryBytes());
    }

    @Override
    void copyFrom(ByteBuffer buffer, int from, int count) {
        buffer.asLongBuffer().get(writableChunk(from), from & MASK, count);
        buffer.position(buffer.position() + count * entryBytes());
    }
}
