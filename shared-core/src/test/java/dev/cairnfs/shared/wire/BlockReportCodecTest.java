package dev.cairnfs.shared.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaState;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class BlockReportCodecTest {
    private static ReportedReplica replica(long id, long stamp, long length, ReplicaState state) {
        return new ReportedReplica(new Block(id, stamp, length), state);
    }

    private static List<ReportedReplica> unpack(PackedBlockReport report) {
        List<ReportedReplica> replicas = new ArrayList<>();
        PackedBlockReport.Cursor cursor = report.cursor();
        while (cursor.next()) {
            replicas.add(new ReportedReplica(cursor.block(), cursor.state()));
        }
        return replicas;
    }

    @Test
    void whatIsPackedComesOutSortedByBlockId() throws HdfsException {
        long seed = 20240611;
        Random random = new Random(seed);
        TreeMap<Long, ReportedReplica> wanted = new TreeMap<>();
        for (int i = 0; i < 5000; i++) {
            long id = random.nextInt(10) == 0 ? random.nextLong() : 1073741825L + random.nextInt(100_000);
            ReplicaState state = ReplicaState.ofCode(random.nextInt(5));
            wanted.put(id, replica(id, random.nextLong(), random.nextLong() & ((1L << 58) - 1), state));
        }
        List<ReportedReplica> shuffled = new ArrayList<>(wanted.values());
        shuffled.sort(Comparator.comparingLong(replica -> replica.block().numBytes()));

        PackedBlockReport report = BlockReportCodec.decode(BlockReportCodec.encode("DS-ä-1", shuffled));

        assertThat(report.storageId()).isEqualTo("DS-ä-1");
        assertThat(report.count()).isEqualTo(wanted.size());
        assertThat(unpack(report)).as("seed %d", seed).containsExactlyElementsOf(wanted.values());
    }

    @Test
    void extremeIdsStampsAndLengthsSurvive() throws HdfsException {
        List<ReportedReplica> extremes = List.of(
                replica(Long.MIN_VALUE, Long.MAX_VALUE, 1L << 58, ReplicaState.TEMPORARY),
                replica(-1, Long.MIN_VALUE, 0, ReplicaState.FINALIZED),
                replica(Long.MAX_VALUE, 0, 1L << 58, ReplicaState.RUR));
        assertThat(unpack(BlockReportCodec.decode(BlockReportCodec.encode("", extremes))))
                .isEqualTo(extremes);
    }

    @Test
    void anEmptyReportIsAReport() throws HdfsException {
        PackedBlockReport report = BlockReportCodec.decode(BlockReportCodec.encode("DS-1", List.of()));
        assertThat(report.count()).isZero();
        assertThat(report.cursor().next()).isFalse();
    }

    @Test
    void theFormatStaysAsItIs() {
        byte[] packed = BlockReportCodec.encode(
                "DS-1",
                List.of(
                        replica(1073741825L, 1001, 134217728, ReplicaState.FINALIZED),
                        replica(1073741826L, 1002, 10, ReplicaState.RBW)));
        assertThat(HexFormat.of().formatHex(packed))
                .isEqualTo("4342520104" + "44532d31" + "02" + "8180808004" + "d20f" + "8080808008" + "01" + "02"
                        + "d9feffff07" + checksumHex(packed));
    }

    @Test
    void fullBlocksCostFourBytesEach() {
        List<ReportedReplica> replicas = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            replicas.add(replica(1073741825L + i, 1001 + i, 128 << 20, ReplicaState.FINALIZED));
        }
        assertThat(BlockReportCodec.encode("DS-1", replicas).length).isLessThan(40_000);
    }

    @Test
    void aBlockTwiceIsABugOfTheSender() {
        assertThatThrownBy(() -> BlockReportCodec.encode(
                        "DS-1",
                        List.of(replica(5, 1, 1, ReplicaState.FINALIZED), replica(5, 2, 1, ReplicaState.FINALIZED))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyFlippedBitAndEveryCutIsNoticed() {
        byte[] sound = BlockReportCodec.encode(
                "DS-1", List.of(replica(5, 1001, 77, ReplicaState.FINALIZED), replica(9, 1002, 78, ReplicaState.RWR)));
        for (int bit = 0; bit < sound.length * 8; bit++) {
            byte[] flipped = sound.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertRefused(flipped);
        }
        for (int length = 0; length < sound.length; length++) {
            assertRefused(Arrays.copyOf(sound, length));
        }
    }

    @Test
    void aCountThatTheBodyCannotHoldIsRefusedBeforeAnythingElse() {
        // 4342 5201, empty storage id, count 2^25, one entry.
        assertRefused(withChecksum("43425201" + "00" + "80808010" + "010101"));
        assertRefused(withChecksum("43425201" + "00" + "ffffffffffffffffff01" + "010101"));
        assertRefused(withChecksum("43425201" + "7f" + "00"));
    }

    @Test
    void aWronglyMadeBodyIsRefusedAlthoughItsChecksumIsRight() {
        String twoEntries = "43425201" + "00" + "02";
        assertRefused(withChecksum(twoEntries + "050000" + "000000")); // the same id twice
        assertRefused(withChecksum(twoEntries + "050000" + "ffffffffffffffffff01" + "0000")); // descending ids
        assertRefused(withChecksum("43425201" + "00" + "01" + "050005")); // no such state
        assertRefused(withChecksum("43425201" + "00" + "01" + "050008")); // a negative length
        assertRefused(withChecksum("43425201" + "00" + "01" + "050000" + "00")); // something behind the end
        assertRefused(withChecksum("43425201" + "00" + "01" + "0500" + "80")); // ends within a number
        assertRefused(withChecksum("43425201" + "00" + "01" + "ffffffffffffffffff02" + "0000")); // 65 bits
    }

    private static void assertRefused(byte[] body) {
        assertThatThrownBy(() -> BlockReportCodec.decode(body))
                .as(HexFormat.of().formatHex(body))
                .isInstanceOfSatisfying(
                        HdfsException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.ILLEGAL_ARGUMENT));
    }

    private static byte[] withChecksum(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return ByteBuffer.allocate(bytes.length + 4)
                .put(bytes)
                .putInt((int) checksum.getValue())
                .array();
    }

    private static String checksumHex(byte[] packed) {
        CRC32C checksum = new CRC32C();
        checksum.update(packed, 0, packed.length - 4);
        return HexFormat.of().toHexDigits((int) checksum.getValue());
    }
}
