package dev.cairnfs.namenode.state;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A column of {@code int}s. */
final class IntColumn extends Column {
    private int[][] chunks = new int[4][];

    int get(int index) {
        return chunks[index >>> SHIFT][index & MASK];
    }

    void set(int index, int value) {
        writableChunk(index)[index & MASK] = value;
    }

    /** The chunk with the entry, for reading. */
    int[] chunk(int index) {
        return chunks[index >>> SHIFT];
    }

    /** The chunk with the entry, for writing. */
    int[] writableChunk(int index) {
        int chunk = index >>> SHIFT;
        if (shared[chunk]) {
            chunks[chunk] = chunks[chunk].clone();
            shared[chunk] = false;
        }
        return chunks[chunk];
    }

    /** The column as it is now, for reading by any thread. */
    IntColumn freeze() {
        IntColumn frozen = new IntColumn();
        frozen.chunks = chunks.clone();
        shareWith(frozen);
        return frozen;
    }

    @Override
    int entryBytes() {
        return Integer.BYTES;
    }

    @Override
    protected void growDirectory(int capacity) {
        int[][] grown = new int[capacity][];
        System.arraycopy(chunks, 0, grown, 0, chunks.length);
        chunks = grown;
    }

    @Override
    protected void allocateChunk(int chunk) {
        chunks[chunk] = new int[CHUNK_ENTRIES];
    }

    @Override
    protected void resizeFirstChunk(int entries) {
        chunks[0] = chunks[0] == null ? new int[entries] : Arrays.copyOf(chunks[0], entries);
    }

    @Override
    void copyTo(ByteBuffer buffer, int from, int count) {
        buffer.asIntBuffer().put(chunk(from), from & MASK, count);
        buffer.position(buffer.position() + count * entryBytes());
    }

    @Override
    void copyFrom(ByteBuffer buffer, int from, int count) {
        buffer.asIntBuffer().get(writableChunk(from), from & MASK, count);
        buffer.position(buffer.position() + count * entryBytes());
    }
}
