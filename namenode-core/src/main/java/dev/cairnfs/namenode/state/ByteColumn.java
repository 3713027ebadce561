package dev.cairnfs.namenode.state;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A column of {@code byte}s. */
final class ByteColumn extends Column {
    private byte[][] chunks = new byte[4][];

    byte get(int index) {
        return chunks[index >>> SHIFT][index & MASK];
    }

    void set(int index, byte value) {
        writableChunk(index)[index & MASK] = value;
    }

    /** The chunk with the entry, for reading. */
    byte[] chunk(int index) {
        return chunks[index >>> SHIFT];
    }

    /** The chunk with the entry, for writing. */
    byte[] writableChunk(int index) {
        int chunk = index >>> SHIFT;
        if (shared[chunk]) {
            chunks[chunk] = chunks[chunk].clone();
            shared[chunk] = false;
        }
        return chunks[chunk];
    }

    /** The column as it is now, for reading by any thread. */
    ByteColumn freeze() {
        ByteColumn frozen = new ByteColumn();
        frozen.chunks = chunks.clone();
        shareWith(frozen);
        return frozen;
    }

    @Override
    int entryBytes() {
        return Byte.BYTES;
    }

    @Override
    protected void growDirectory(int capacity) {
        byte[][] grown = new byte[capacity][];
        System.arraycopy(chunks, 0, grown, 0, chunks.length);
        chunks = grown;
    }

    @Override
    protected void allocateChunk(int chunk) {
        chunks[chunk] = new byte[CHUNK_ENTRIES];
    }

    @Override
    protected void resizeFirstChunk(int entries) {
        chunks[0] = chunks[0] == null ? new byte[entries] : Arrays.copyOf(chunks[0], entries);
    }

    @Override
    void copyTo(ByteBuffer buffer, int from, int count) {
        buffer.put(chunk(from), from & MASK, count);
    }

    @Override
    void copyFrom(ByteBuffer buffer, int from, int count) {
        buffer.get(writableChunk(from), from & MASK, count);
    }
}
