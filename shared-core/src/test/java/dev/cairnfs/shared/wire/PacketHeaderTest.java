package dev.cairnfs.shared.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.shared.error.HdfsException;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PacketHeaderTest {
    private static final PacketHeader PLAIN = PacketHeader.of(65_536, 3, false, 1000, 8, false);

    @Test
    void hasTheBytesOfTheProtocol() {
        assertThat(HexFormat.of().formatHex(PLAIN.encode()))
                .isEqualTo("000003f4" + "0019" + "090000010000000000" + "110300000000000000" + "1800" + "25e8030000");
    }

    @Test
    void readsAndWritesAsHadoopDoes() throws IOException {
        for (boolean sync : new boolean[] {false, true}) {
            for (boolean last : new boolean[] {false, true}) {
                int data = last ? 0 : 70_000;
                int sums = last ? 0 : 548;
                PacketHeader ours = PacketHeader.of(1L << 33, -1, last, data, sums, sync);
                var theirs = new org.apache.hadoop.hdfs.protocol.datatransfer.PacketHeader(
                        ours.packetLength(), 1L << 33, -1, last, data, sync);
                assertThat(ours.encode()).isEqualTo(theirs.getBytes()).hasSize(ours.encodedSize());
                assertThat(read(theirs.getBytes())).isEqualTo(ours);
            }
        }
        assertThat(PLAIN.encodedSize()).isLessThanOrEqualTo(PacketHeader.MAX_SIZE);
    }

    @Test
    void refusesLengthsBeforeTakingMemory() {
        int[][] bad = {
            {3, 25}, {-1, 25}, {PacketHeader.MAX_PACKET_SIZE, 25}, {100, -1}, {100, 2000}, {Integer.MAX_VALUE, 0}
        };
        for (int[] lengths : bad) {
            assertThatThrownBy(() -> PacketHeader.checkLengths(lengths[0], lengths[1]))
                    .isInstanceOf(HdfsException.class);
        }
    }

    @Test
    void refusesMalformedHeaders() {
        assertBad(new PacketHeader(100, 0, 0, false, 97, false).encode());
        assertBad(new PacketHeader(100, 0, 0, false, -1, false).encode());
        assertBad(new PacketHeader(100, -5, 0, false, 10, false).encode());
        assertBad(new PacketHeader(104, 0, 0, true, 100, false).encode());
        assertBad(HexFormat.of().parseHex("00000004" + "0003" + "ffffff"));
        assertThatThrownBy(() -> read(HexFormat.of().parseHex("000003f40019"))).isInstanceOf(EOFException.class);
    }

    @Test
    void anyBytesAreAHeaderOrATypedError() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = PLAIN.encode();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                PacketHeader header = read(bytes);
                assertThat(header.checksumLength()).as("seed %d", seed).isGreaterThanOrEqualTo(0);
                assertThat(header.packetLength()).isLessThanOrEqualTo(PacketHeader.MAX_PACKET_SIZE);
            } catch (IOException expected) {
                assertThat(expected).as("seed %d", seed).isInstanceOfAny(HdfsException.class, EOFException.class);
            }
        }
    }

    private static void assertBad(byte[] bytes) {
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(HdfsException.class);
    }

    private static PacketHeader read(byte[] bytes) throws IOException {
        return PacketHeader.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    @Test
    void decodesFromADirectBuffer() throws IOException {
        ByteBuffer direct = ByteBuffer.allocateDirect(64);
        PLAIN.encode(direct);
        direct.flip();
        int length = direct.getInt();
        direct.getShort();
        assertThat(PacketHeader.decode(length, direct)).isEqualTo(PLAIN);
    }
}
