package dev.cairnfs.namenode.state;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A column of {@code short}s. */
final class ShortColumn extends Column {
    private short[][] chunks = new short[4][];

    short get(int index) {
        return chunks[index >>> SHIFT][index & MASK];
    }

    void set(int index, short value) {
        writableChunk(index)[index & MASK] = value;
    }

    /** The chunk with the entry, for reading. */
    short[] chunk(int index) {
        return chunks[index >>> SHIFT];
    }

    /** The chunk with the entry, for writing. */
    short[] writableChunk(int index) {
        int chunk = index >>> SHIFT;
        if (shared[chunk]) {
            chunks[chunk] = chunks[chunk].clone();
            shared[chunk] = false;
        }
        return chunks[chunk];
    }

    /** The column as it is now, for reading by any thread. */
    ShortColumn freeze() {
        ShortColumn frozen = new ShortColumn();
        frozen.chunks = chunks.clone();
        shareWith(frozen);
        return frozen;
    }

    @Override
    int entryBytes() {
        return Short.BYTES;
    }

    @Override
    protected void growDirectory(int capacity) {
        short[][] grown = new short[capacity][];
        System.arraycopy(chunks, 0, grown, 0, chunks.length);
        chunks = grown;
    }

    @Override
    protected void allocateChunk(int chunk) {
        chunks[chunk] = new short[CHUNK_ENTRIES];
    }

    @Override
    protected void resizeFirstChunk(int entries) {
        chunks[0] = chunks[0] == null ? new short[entries] : Arrays.copyOf(chunks[0], entries);
    }

    @Override
    void copyTo(ByteBuffer buffer, int from, int count) {
        buffer.asShortBuffer().put(chunk(from), from & MASK, count);
        buffer.position(buffer.position() + count * entryBytes());
    }

    @Override
    void copyFrom(ByteBuffer buffer, int from, int count) {
        buffer.asShortBuffer().get(writableChunk(from), from & MASK, count);
        buffer.position(buffer.position() + count * entryBytes());
    }
}
