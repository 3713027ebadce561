package dev.cairnfs.namenode.state;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the sections of a snapshot; {@link SectionReader} reads them again. */
final class SectionList {
    static final int VERSION = 1;

    private final List<ImageSection> sections = new ArrayList<>();

    /** The first entries of a frozen column. */
    void column(String name, Column frozen, int entries) {
        add(name, (long) entries * frozen.entryBytes(), output -> {
            for (int from = 0; from < entries; from += Column.CHUNK_ENTRIES) {
                int count = Math.min(Column.CHUNK_ENTRIES, entries - from);
                frozen.copyTo(output.room(count * frozen.entryBytes()), from, count);
            }
        });
    }

    void longs(String name, long... values) {
        add(name, (long) values.length * Long.BYTES, output -> {
            for (long value : values) {
                output.room(Long.BYTES).putLong(value);
            }
        });
    }

    /** Rows of one length. */
    void rows(String name, int rowBytes, long count, RowWriter writer) {
        add(name, rowBytes * count, output -> {
            for (long row = 0; row < count; row++) {
                writer.write(row, output.room(rowBytes));
            }
        });
    }

    private void add(String name, long lengthBytes, Body body) {
        sections.add(new ImageSection(name, VERSION, new ImageSection.Content() {
            @Override
            public long lengthBytes() {
                return lengthBytes;
            }

            @Override
            public void write(ImageSection.Output output) throws IOException {
                body.write(output);
            }
        }));
    }

    private interface Body {
        void write(ImageSection.Output output) throws IOException;
    }

    /** Data of any form; the writer is called when the image is written, by the thread that writes it. */
    void data(String name, DataWriter writer) {
        sections.add(new ImageSection(name, VERSION, new DataContent(writer)));
    }

    /** Puts row number {@code row} into the buffer. */
    @FunctionalInterface
    interface RowWriter {
        void write(long row, ByteBuffer buffer);
    }

    /** Writes data in Java's {@link java.io.DataOutput} form. */
    @FunctionalInterface
    interface DataWriter {
        void write(DataOutputStream output) throws IOException;
    }

    /** UTF-8 behind its length in bytes: {@link DataOutputStream#writeUTF} has a limit that a lease holder may pass. */
    static void writeString(DataOutputStream output, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        output.writeInt(bytes.length);
        output.write(bytes);
    }

    /** Data that is encoded when its length is first asked for. */
    private static final class DataContent implements ImageSection.Content {
        private final DataWriter writer;
        private byte @Nullable [] encoded;

        DataContent(DataWriter writer) {
            this.writer = writer;
        }

        private byte[] data() {
            byte[] data = encoded;
            if (data == null) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try {
                    writer.write(new DataOutputStream(bytes));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                data = bytes.toByteArray();
                encoded = data;
            }
            return data;
        }

        @Override
        public long lengthBytes() {
            return data().length;
        }

        @Override
        public void write(ImageSection.Output output) throws IOException {
            byte[] data = data();
            for (int from = 0; from < data.length; from += ImageSection.BUFFER_BYTES_MAX) {
                int count = Math.min(ImageSection.BUFFER_BYTES_MAX, data.length - from);
                output.room(count).put(data, from, count);
            }
        }
    }

    List<ImageSection> sections() {
        return List.copyOf(sections);
    }
}
