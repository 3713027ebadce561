package dev.cairnfs.shared.checksum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.shared.error.HdfsException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class DataChecksumTest {
    private final Random random = new Random(7);

    @Test
    void sumsAsThePublishedCheckValues() throws HdfsException {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        byte[] sums = new byte[4];
        DataChecksum.STANDARD.compute(digits, 0, 9, sums, 0);
        assertThat(HexFormat.of().formatHex(sums)).isEqualTo("e3069283");
        DataChecksum.of(ChecksumType.CRC32, 512).compute(digits, 0, 9, sums, 0);
        assertThat(HexFormat.of().formatHex(sums)).isEqualTo("cbf43926");
    }

    @Test
    void findsHowMuchOfAChunkAnOlderChecksumCovers() throws HdfsException {
        ByteBuffer chunk = random(512, false);
        for (int length : new int[] {1, 188, 511, 512}) {
            ByteBuffer sum = ByteBuffer.allocate(4);
            DataChecksum.STANDARD.compute(chunk.slice(0, length), sum);
            assertThat(DataChecksum.STANDARD.matchingPrefix(chunk, sum.getInt(0)))
                    .isEqualTo(length);
        }
        assertThat(DataChecksum.STANDARD.matchingPrefix(chunk, 0x12345678)).isZero();
        assertThat(DataChecksum.of(ChecksumType.NULL, 512).matchingPrefix(chunk, 0))
                .isEqualTo(512);
        assertThat(chunk.remaining()).isEqualTo(512);
    }

    @Test
    void findsTheChunkThatWasChangedInHeapAndDirectBuffers() throws HdfsException {
        for (boolean direct : new boolean[] {false, true}) {
            ByteBuffer data = random(2000, direct);
            ByteBuffer sums = ByteBuffer.allocate(16);
            DataChecksum.STANDARD.compute(data.duplicate(), sums);
            assertThat(sums.position()).isEqualTo(16);
            sums.flip();
            assertThat(DataChecksum.STANDARD.firstMismatch(data, sums)).isEqualTo(-1);
            data.put(1999, (byte) (data.get(1999) ^ 1));
            assertThat(DataChecksum.STANDARD.firstMismatch(data, sums)).isEqualTo(3);
            assertThat(data.remaining()).isEqualTo(2000);
            assertThatThrownBy(() -> DataChecksum.STANDARD.verify(data, sums, "blk_1", 512))
                    .isInstanceOf(HdfsException.class)
                    .hasMessageContaining("blk_1 at 2048");
        }
    }

    @Test
    void chunksMayLieAcrossBuffers() {
        ByteBuffer data = random(3000, true);
        ByteBuffer sums = ByteBuffer.allocate(24);
        DataChecksum.STANDARD.compute(data.duplicate(), sums);
        sums.flip();
        ByteBuffer[] parts = {data.slice(0, 100), data.slice(100, 0), data.slice(100, 1000), data.slice(1100, 1900)};
        assertThat(DataChecksum.STANDARD.firstMismatch(parts, sums)).isEqualTo(-1);
        for (int bad : new int[] {0, 99, 100, 511, 512, 1099, 1100, 2559, 2999}) {
            data.put(bad, (byte) (data.get(bad) ^ 1));
            assertThat(DataChecksum.STANDARD.firstMismatch(parts, sums)).isEqualTo(bad / 512);
            data.put(bad, (byte) (data.get(bad) ^ 1));
        }
    }

    @Test
    void countsAShortLastChunk() {
        assertThat(DataChecksum.STANDARD.checksumLength(0)).isZero();
        assertThat(DataChecksum.STANDARD.checksumLength(512)).isEqualTo(4);
        assertThat(DataChecksum.STANDARD.checksumLength(513)).isEqualTo(8);
        assertThat(DataChecksum.STANDARD.checksumLength(3L << 30)).isEqualTo(3L << 23);
    }

    @Test
    void nullHasNoChecksums() throws HdfsException {
        DataChecksum none = DataChecksum.of(ChecksumType.NULL, 512);
        assertThat(none.checksumLength(5000)).isZero();
        assertThat(none.firstMismatch(random(100, false), ByteBuffer.allocate(0)))
                .isEqualTo(-1);
    }

    @Test
    void metaHeaderHasHdfsBytes() throws HdfsException {
        ByteBuffer out = ByteBuffer.allocate(MetaHeader.SIZE);
        MetaHeader.put(DataChecksum.STANDARD, out);
        assertThat(HexFormat.of().formatHex(out.array())).isEqualTo("00010200000200");
        assertThat(MetaHeader.read(out.flip())).isEqualTo(DataChecksum.STANDARD);
    }

    @Test
    void refusesBadHeaders() {
        for (String bad :
                new String[] {"", "0001020000", "00020200000200", "00010900000200", "00010200000000", "000102ffffffff"
                }) {
            assertThatThrownBy(
                            () -> MetaHeader.read(ByteBuffer.wrap(HexFormat.of().parseHex(bad))))
                    .as(bad)
                    .isInstanceOf(HdfsException.class);
        }
    }

    private ByteBuffer random(int length, boolean direct) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(length) : ByteBuffer.allocate(length);
        return buffer.put(bytes).flip();
    }
}
