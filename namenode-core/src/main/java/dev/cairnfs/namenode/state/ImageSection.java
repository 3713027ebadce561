package dev.cairnfs.namenode.state;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A part of a snapshot as it goes into the image: usually one column. May be written by any thread.
 *
 * @param name says what it is; unique in an image
 * @param version of the section's content; raised when the content changes its form
 */
public record ImageSection(String name, int version, Content content) {
    /** The most that may be asked of {@link Output#room} and {@link Input#next} at once. */
    public static final int BUFFER_BYTES_MAX = 1 << 17;

    /** Writes a section's content. */
    public interface Content {
        /** How much {@link #write} writes. */
        long lengthBytes();

        void write(Output output) throws IOException;
    }

    /** Where sections go. */
    @FunctionalInterface
    public interface Output {
        /**
         * A little-endian buffer that has room for so many bytes behind its position. What was put into it before the next
         * call belongs to the section.
         */
        ByteBuffer room(int bytes) throws IOException;
    }

    /** A section's content when it is read. */
    public interface Input {
        /**
         * A little-endian buffer with at least so many of the section's next bytes, which the caller takes out before the
         * next call.
         *
         * @throws IOException naming file, section and offset when the section has fewer
         */
        ByteBuffer next(int bytes) throws IOException;

        /** Bytes of the section that were not taken yet. */
        long remainingBytes();

        /** A failure that names file, section and offset. */
        IOException corrupt(String why);
    }

    /** Takes a section's content. */
    @FunctionalInterface
    public interface Reader {
        void read(Input input) throws IOException;
    }

    /** The image that is read. */
    @FunctionalInterface
    public interface Source {
        /**
         * Reads the section, which must be there in this version; after the reader is done, the section must be used up and
         * its checksum be right.
         *
         * @throws IOException naming file, section and offset
         */
        void read(String name, int version, Reader reader) throws IOException;
    }
}
