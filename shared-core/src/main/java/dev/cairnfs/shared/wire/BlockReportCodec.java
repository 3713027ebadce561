package dev.cairnfs.shared.wire;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaState;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.zip.CRC32C;

/**
 * The full block report of one storage, packed: a report of full-length blocks costs about four bytes a replica.
 *
 * <pre>
 * magic "CBR" and version 1       4 bytes
 * storage id                      varint length (at most 255), UTF-8
 * count                           varint
 * per replica, by ascending block id:
 *   block id                      varint of the difference to the one before (to 0 for the first), modulo 2^64
 *   generation stamp              varint, zigzag of the difference to the one before
 *   length and state              varint, zigzag(difference of the lengths) shifted left by 3, state's number
 * CRC32C of all the bytes before  4 bytes, big-endian
 * </pre>
 *
 * <p>The checksum is there because a report that lost entries on its way would make the NameNode believe in missing blocks.
 * Stateless; any thread.
 */
public final class BlockReportCodec {
    /** The media type of the body. */
    public static final String CONTENT_TYPE = "application/octet-stream";

    /** More replicas than a storage holds in practice; a larger report is refused. */
    public static final int REPLICAS_MAX = 1 << 25;

    /** The largest body that can be a sound report, in bytes; doors stop reading there. */
    public static final int BODY_BYTES_MAX = 512 << 20;

    static final int STATE_BITS = 3;
    static final long STATE_MASK = (1L << STATE_BITS) - 1;

    private static final int MAGIC = ('C' << 24) | ('B' << 16) | ('R' << 8) | 1;
    private static final int STORAGE_ID_BYTES_MAX = 255;
    private static final int CHECKSUM_BYTES = 4;
    // Each of an entry's three numbers takes a byte at least.
    private static final int ENTRY_BYTES_MIN = 3;
    // So that the zigzag of a difference still leaves room for the state's bits.
    private static final long NUM_BYTES_MAX = 1L << 58;

    private BlockReportCodec() {}

    /**
     * Packs a report; the order of the replicas does not matter.
     *
     * @throws IllegalArgumentException when a block id occurs twice, a length is out of range, or the report is too large
     */
    public static byte[] encode(String storageId, Collection<ReportedReplica> replicas) {
        ReportedReplica[] sorted = replicas.toArray(new ReportedReplica[0]);
        Arrays.sort(sorted, Comparator.comparingLong(replica -> replica.block().blockId()));
        byte[] id = storageId.getBytes(StandardCharsets.UTF_8);
        require(id.length <= STORAGE_ID_BYTES_MAX, "the storage id is too long");
        require(sorted.length <= REPLICAS_MAX, "too many replicas for one report");
        ByteArrayOutputStream out = new ByteArrayOutputStream(16 + id.length + 5 * Math.min(sorted.length, 1 << 26));
        out.writeBytes(ByteBuffer.allocate(4).putInt(MAGIC).array());
        writeVarint(out, id.length);
        out.writeBytes(id);
        writeVarint(out, sorted.length);
        writeEntries(out, sorted);
        require(out.size() <= BODY_BYTES_MAX - CHECKSUM_BYTES, "the report is too large");
        // Room for the checksum, so that the whole report is copied once only.
        int end = out.size();
        out.writeBytes(new byte[CHECKSUM_BYTES]);
        byte[] body = out.toByteArray();
        ByteBuffer.wrap(body).putInt(end, checksum(body, end));
        return body;
    }

    /**
     * Checks a report completely, without unpacking it.
     *
     * @param body kept by the result: not to be changed any more
     * @throws HdfsException IllegalArgument when it is not a sound report
     */
    public static PackedBlockReport decode(byte[] body) throws HdfsException {
        try {
            return check(body);
        } catch (IllegalArgumentException bad) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "Not a block report: " + bad.getMessage(), bad);
        }
    }

    private static void writeEntries(ByteArrayOutputStream out, ReportedReplica[] sorted) {
        long blockId = 0;
        long generationStamp = 0;
        long numBytes = 0;
        for (int i = 0; i < sorted.length; i++) {
            Block block = sorted[i].block();
            require(i == 0 || block.blockId() != blockId, "a block id occurs twice");
            require(block.numBytes() >= 0 && block.numBytes() <= NUM_BYTES_MAX, "a length is out of range");
            writeVarint(out, block.blockId() - blockId);
            writeVarint(out, toZigzag(block.generationStamp() - generationStamp));
            long length = toZigzag(block.numBytes() - numBytes);
            writeVarint(out, (length << STATE_BITS) | sorted[i].state().code());
            blockId = block.blockId();
            generationStamp = block.generationStamp();
            numBytes = block.numBytes();
        }
    }

    private static PackedBlockReport check(byte[] body) {
        require(body.length <= BODY_BYTES_MAX, "it is too large");
        require(body.length >= 4 + 2 + CHECKSUM_BYTES, "it is too short");
        require(ByteBuffer.wrap(body).getInt() == MAGIC, "magic or version is unknown");
        int end = body.length - CHECKSUM_BYTES;
        require(checksum(body, end) == ByteBuffer.wrap(body).getInt(end), "its checksum is wrong");
        VarintInput in = new VarintInput(body, 4, end);
        long idLength = in.readVarint();
        require(idLength >= 0 && idLength <= STORAGE_ID_BYTES_MAX && idLength <= in.remaining(), "bad storage id");
        String storageId = new String(body, in.position(), (int) idLength, StandardCharsets.UTF_8);
        VarintInput rest = new VarintInput(body, in.position() + (int) idLength, end);
        long count = rest.readVarint();
        require(count >= 0 && count <= REPLICAS_MAX, "bad count");
        require(count <= rest.remaining() / ENTRY_BYTES_MIN, "more replicas are announced than there are");
        PackedBlockReport report = new PackedBlockReport(storageId, (int) count, body, rest.position());
        checkEntries(report.cursor(), end);
        return report;
    }

    private static void checkEntries(PackedBlockReport.Cursor cursor, int end) {
        boolean first = true;
        long before = 0;
        while (cursor.next()) {
            require(first || cursor.blockId() > before, "the block ids do not ascend");
            require(cursor.numBytes() >= 0 && cursor.numBytes() <= NUM_BYTES_MAX, "a length is out of range");
            require(cursor.position() <= end, "it ends within a replica");
            ReplicaState.ofCode(cursor.stateCode());
            first = false;
            before = cursor.blockId();
        }
        require(cursor.position() == end, "bytes are left behind the last replica");
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static long toZigzag(long value) {
        return (value << 1) ^ (value >> 63);
    }

    private static void writeVarint(ByteArrayOutputStream out, long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            out.write((int) ((left & 0x7F) | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }
}
