package dev.cairnfs.shared.checksum;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/**
 * The way in which a block's data is summed: a type, and the size of the chunk that each checksum covers. Only the last
 * chunk of the data may be shorter. Checksums are stored big-endian. Immutable.
 */
public final class DataChecksum {
    /** The default of HDFS: CRC32C over chunks of 512 bytes. */
    public static final DataChecksum STANDARD = new DataChecksum(ChecksumType.CRC32C, 512);

    /** Bytes of {@link #putHeader}: one for the type, four for the chunk size. */
    public static final int HEADER_SIZE = 5;

    /** A bound against hostile headers; HDFS names none. */
    public static final int MAX_BYTES_PER_CHECKSUM = 8 << 20;

    private final ChecksumType type;
    private final int bytesPerChecksum;

    private DataChecksum(ChecksumType type, int bytesPerChecksum) {
        this.type = type;
        this.bytesPerChecksum = bytesPerChecksum;
    }

    /**
     * A checksum of the given type and chunk size.
     *
     * @param bytesPerChecksum chunk size in bytes, 1 to {@value #MAX_BYTES_PER_CHECKSUM}
     * @throws HdfsException ({@link ErrorCode#ILLEGAL_ARGUMENT}) when the chunk size is out of range
     */
    public static DataChecksum of(ChecksumType type, int bytesPerChecksum) throws HdfsException {
        if (bytesPerChecksum <= 0 || bytesPerChecksum > MAX_BYTES_PER_CHECKSUM) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "bytes per checksum out of range: " + bytesPerChecksum);
        }
        return new DataChecksum(type, bytesPerChecksum);
    }

    public ChecksumType type() {
        return type;
    }

    /** The chunk size in bytes. */
    public int bytesPerChecksum() {
        return bytesPerChecksum;
    }

    /** Bytes that the checksum of one chunk takes: 4, or 0 for {@link ChecksumType#NULL}. */
    public int checksumSize() {
        return type.size();
    }

    /** Number of chunks, a short last one included, in so many bytes of data. */
    public long chunks(long dataLength) {
        return (dataLength + bytesPerChecksum - 1) / bytesPerChecksum;
    }

    /** Bytes of checksums for so many bytes of data. */
    public long checksumLength(long dataLength) {
        return chunks(dataLength) * type.size();
    }

    /**
     * Sums the data from position to limit, chunk by chunk, and appends the checksums to {@code sums}. Both positions
     * advance.
     */
    public void compute(ByteBuffer data, ByteBuffer sums) {
        if (type == ChecksumType.NULL) {
            data.position(data.limit());
            return;
        }
        Checksum summer = newChecksum();
        int end = data.limit();
        while (data.position() < end) {
            sums.putInt(nextChunk(summer, data, end));
        }
        data.limit(end);
    }

    /** As {@link #compute(ByteBuffer, ByteBuffer)} over arrays; {@code sums} gets the checksums from {@code sumsOffset} on. */
    public void compute(byte[] data, int offset, int length, byte[] sums, int sumsOffset) {
        compute(ByteBuffer.wrap(data, offset, length), ByteBuffer.wrap(sums, sumsOffset, sums.length - sumsOffset));
    }

    /**
     * Compares the data with its checksums. Positions and limits of both buffers are left as they were.
     *
     * @param sums at least {@link #checksumLength} bytes
     * @return the index of the first chunk that does not match, or -1 when all do
     */
    public int firstMismatch(ByteBuffer data, ByteBuffer sums) {
        if (type == ChecksumType.NULL) {
            return -1;
        }
        ByteBuffer view = data.duplicate();
        Checksum summer = newChecksum();
        int end = view.limit();
        int sumAt = sums.position();
        for (int chunk = 0; view.position() < end; chunk++, sumAt += 4) {
            if (nextChunk(summer, view, end) != bigEndianInt(sums, sumAt)) {
                return chunk;
            }
        }
        return -1;
    }

    /**
     * As {@link #firstMismatch(ByteBuffer, ByteBuffer)}, for data that lies in several buffers one after another; a chunk
     * may begin in one and end in the next.
     */
    public int firstMismatch(ByteBuffer[] data, ByteBuffer sums) {
        if (data.length == 1 || type == ChecksumType.NULL) {
            return data.length == 0 ? -1 : firstMismatch(data[0], sums);
        }
        Checksum summer = newChecksum();
        int chunk = 0;
        int filled = 0;
        for (ByteBuffer buffer : data) {
            ByteBuffer view = buffer.duplicate();
            int end = view.limit();
            while (view.position() < end) {
                int part = Math.min(bytesPerChecksum - filled, end - view.position());
                view.limit(view.position() + part);
                summer.update(view);
                filled += part;
                if (filled == bytesPerChecksum) {
                    if ((int) summer.getValue() != bigEndianInt(sums, sums.position() + 4 * chunk)) {
                        return chunk;
                    }
                    summer.reset();
                    chunk++;
                    filled = 0;
                }
            }
        }
        boolean shortChunkIsBad =
                filled > 0 && (int) summer.getValue() != bigEndianInt(sums, sums.position() + 4 * chunk);
        return shortChunkIsBad ? chunk : -1;
    }

    /**
     * Verifies as {@link #firstMismatch(ByteBuffer, ByteBuffer)} does.
     *
     * @param what names the data in the error, for example a block
     * @param baseOffset where the data begins in it
     * @throws HdfsException ({@link ErrorCode#CHECKSUM}) naming the offset of the first bad chunk
     */
    public void verify(ByteBuffer data, ByteBuffer sums, String what, long baseOffset) throws HdfsException {
        int bad = firstMismatch(data, sums);
        if (bad >= 0) {
            throw new HdfsException(
                    ErrorCode.CHECKSUM,
                    "Checksum error: " + what + " at " + (baseOffset + (long) bad * bytesPerChecksum));
        }
    }

    /**
     * How much of a chunk a checksum covers that was made when the chunk was shorter.
     *
     * @param chunk from position to limit; left as it was
     * @return the length of the longest part from the chunk's beginning that has this checksum, or 0 when none has
     */
    public int matchingPrefix(ByteBuffer chunk, int sum) {
        if (type == ChecksumType.NULL) {
            return chunk.remaining();
        }
        Checksum summer = newChecksum();
        int longest = 0;
        for (int at = chunk.position(); at < chunk.limit(); at++) {
            summer.update(chunk.get(at));
            if ((int) summer.getValue() == sum) {
                longest = at - chunk.position() + 1;
            }
        }
        return longest;
    }

    /** Appends type and chunk size, as they stand in meta files behind the version. */
    public void putHeader(ByteBuffer out) {
        out.put((byte) type.code());
        out.putInt(bytesPerChecksum);
    }

    /** Reads what {@link #putHeader} writes. */
    public static DataChecksum readHeader(ByteBuffer in) throws HdfsException {
        if (in.remaining() < HEADER_SIZE) {
            throw new HdfsException(ErrorCode.IO, "a checksum header of " + in.remaining() + " bytes is too short");
        }
        ChecksumType type = ChecksumType.ofCode(in.get());
        return of(type, in.getInt());
    }

    private int nextChunk(Checksum summer, ByteBuffer data, int end) {
        data.limit(Math.min(end, data.position() + bytesPerChecksum));
        summer.reset();
        summer.update(data);
        return (int) summer.getValue();
    }

    private Checksum newChecksum() {
        return type == ChecksumType.CRC32 ? new CRC32() : new CRC32C();
    }

    private static int bigEndianInt(ByteBuffer buffer, int at) {
        return (buffer.get(at) & 0xFF) << 24
                | (buffer.get(at + 1) & 0xFF) << 16
                | (buffer.get(at + 2) & 0xFF) << 8
                | (buffer.get(at + 3) & 0xFF);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof DataChecksum other && type == other.type && bytesPerChecksum == other.bytesPerChecksum;
    }

    @Override
    public int hashCode() {
        return type.hashCode() * 31 + bytesPerChecksum;
    }

    @Override
    public String toString() {
        return type + "/" + bytesPerChecksum;
    }
}
