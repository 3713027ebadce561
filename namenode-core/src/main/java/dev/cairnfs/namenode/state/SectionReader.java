package dev.cairnfs.namenode.state;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads what {@link SectionList} has collected. Memory is taken only after a section's length was found right. */
final class SectionReader {
    private final ImageSection.Source source;

    SectionReader(ImageSection.Source source) {
        this.source = source;
    }

    void column(String name, Column column, int entries) throws IOException {
        source.read(name, SectionList.VERSION, input -> {
            requireLength(input, (long) entries * column.entryBytes());
            column.ensureCapacity(entries);
            for (int from = 0; from < entries; from += Column.CHUNK_ENTRIES) {
                int count = Math.min(Column.CHUNK_ENTRIES, entries - from);
                column.copyFrom(input.next(count * column.entryBytes()), from, count);
            }
        });
    }

    private static void requireLength(ImageSection.Input input, long expected) throws IOException {
        if (expected < 0 || input.remainingBytes() != expected) {
            throw input.corrupt("it has " + input.remainingBytes() + " bytes and not " + expected);
        }
    }

    long[] longs(String name, int count) throws IOException {
        long[] values = new long[count];
        source.read(name, SectionList.VERSION, input -> {
            requireLength(input, (long) count * Long.BYTES);
            for (int i = 0; i < count; i++) {
                values[i] = input.next(Long.BYTES).getLong();
            }
        });
        return values;
    }

    /** As {@link #longs}; each value is a count or an index, hence an int and not below the minimum. */
    int[] ints(String name, int minimum, int count) throws IOException {
        int[] values = new int[count];
        source.read(name, SectionList.VERSION, input -> {
            requireLength(input, (long) count * Long.BYTES);
            for (int i = 0; i < count; i++) {
                long value = input.next(Long.BYTES).getLong();
                if (value < minimum || value > Integer.MAX_VALUE) {
                    throw input.corrupt("the number " + value + " is out of range");
                }
                values[i] = (int) value;
            }
        });
        return values;
    }

    void rows(String name, int rowBytes, long countMax, RowReader reader) throws IOException {
        source.read(name, SectionList.VERSION, input -> {
            long count = input.remainingBytes() / rowBytes;
            if (count > countMax || input.remainingBytes() % rowBytes != 0) {
                throw input.corrupt("it has " + input.remainingBytes() + " bytes");
            }
            for (long row = 0; row < count; row++) {
                reader.read(input.next(rowBytes));
            }
        });
    }

    /** Takes a row out of the buffer. */
    @FunctionalInterface
    interface RowReader {
        void read(ByteBuffer buffer);
    }

    void data(String name, DataReader reader) throws IOException {
        source.read(name, SectionList.VERSION, input -> {
            if (input.remainingBytes() > Integer.MAX_VALUE - 8) {
                throw input.corrupt("it is too long");
            }
            byte[] data = new byte[(int) input.remainingBytes()];
            for (int from = 0; from < data.length; from += ImageSection.BUFFER_BYTES_MAX) {
                int count = Math.min(ImageSection.BUFFER_BYTES_MAX, data.length - from);
                input.next(count).get(data, from, count);
            }
            DataInputStream stream = new DataInputStream(new ByteArrayInputStream(data));
            try {
                reader.read(stream);
            } catch (EOFException e) {
                IOException corrupt = input.corrupt("it ends early");
                corrupt.initCause(e);
                throw corrupt;
            }
            if (stream.available() > 0) {
                throw input.corrupt("it goes on behind its end");
            }
        });
    }

    /** What {@link SectionList#writeString} wrote. */
    static String readString(DataInputStream input) throws IOException {
        int length = input.readInt();
        if (length < 0 || length > input.available()) {
            throw new EOFException("a string of " + length + " bytes");
        }
        return new String(input.readNBytes(length), StandardCharsets.UTF_8);
    }

    /** Reads data in Java's {@link java.io.DataInput} form. */
    @FunctionalInterface
    interface DataReader {
        void read(DataInputStream input) throws IOException;
    }
}
