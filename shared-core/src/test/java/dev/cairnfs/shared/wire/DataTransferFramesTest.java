package dev.cairnfs.shared.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.ExtendedBlock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.hdfs.protocol.datatransfer.Op;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpReadBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto.BlockConstructionStage;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.junit.jupiter.api.Test;

final class DataTransferFramesTest {
    private static final ExtendedBlock BLOCK = new ExtendedBlock("BP-1", new Block(5, 1001, 7));

    @Test
    void readBlockHasTheBytesOfTheProtocol() {
        byte[] bytes = DataTransferFrames.encodeOp(
                DataTransferOp.READ_BLOCK, DataTransferMessages.readBlock(BLOCK, "c", 512, 1024, true));
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo(
                        "001c51" // version 28, READ_BLOCK
                                + "1e" // length
                                + "0a14" // header
                                + ("0a0f" + "0a0d" + "0a0442502d31" + "1005" + "18e907" + "2007") // base header, block
                                + "120163" // client name
                                + "108004" // offset
                                + "188008" // length
                                + "2001"); // send checksums
    }

    @Test
    void opCodesAreHadoops() throws IOException {
        for (DataTransferOp op : DataTransferOp.values()) {
            assertThat(Op.valueOf(op.name()).code).isEqualTo((byte) op.code());
            assertThat(DataTransferOp.ofCode(op.code())).isEqualTo(op);
        }
        assertThat(Op.values()).hasSameSizeAs(DataTransferOp.values());
        assertThatThrownBy(() -> DataTransferOp.ofCode(79)).isInstanceOf(HdfsException.class);
    }

    @Test
    void aPipelineIsSentWithoutItsReceiver() throws IOException {
        BlockLocation first = location("a", 1);
        BlockLocation second = location("b", 2);
        OpWriteBlockProto op = DataTransferMessages.writeBlock(
                BLOCK,
                "client",
                List.of(first, second),
                BlockConstructionStage.PIPELINE_SETUP_CREATE,
                DataChecksum.STANDARD);
        assertThat(op.getPipelineSize()).isEqualTo(2);
        assertThat(op.getTargetsList()).hasSize(1);
        assertThat(ProtoConversions.transferAddress(op.getTargets(0))).isEqualTo("b:2");
        assertThat(op.getStorageId()).isEqualTo("DS-a");
        assertThat(op.getTargetStorageIdsList()).containsExactly("DS-b");
        assertThat(ProtoConversions.fromProto(op.getTargets(0).getId())).isEqualTo(second.datanode());
        assertThat(ProtoConversions.fromProto(op.getRequestedChecksum())).isEqualTo(DataChecksum.STANDARD);
        assertThat(ProtoConversions.fromProto(op.getHeader().getBaseHeader().getBlock()))
                .isEqualTo(BLOCK);
    }

    @Test
    void delimitedMessagesRoundTrip() throws IOException {
        BlockOpResponseProto sent = DataTransferMessages.response(Status.ERROR, "x".repeat(300));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DataTransferFrames.writeDelimited(out, sent);
        byte[] bytes = out.toByteArray();
        assertThat(read(bytes)).isEqualTo(sent);
        assertThatThrownBy(() -> read(Arrays.copyOf(bytes, 200))).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> read(new byte[0])).isInstanceOf(EOFException.class);
    }

    @Test
    void refusesLongAndMalformedMessages() {
        for (String bad : new String[] {"ffffffff0f", "8180808001", "ffffffffffff", "03ffffff"}) {
            assertThatThrownBy(() -> read(HexFormat.of().parseHex(bad))).as(bad).isInstanceOf(HdfsException.class);
        }
    }

    @Test
    void messagesMissingRequiredFieldsAreMalformed() {
        assertThatThrownBy(() -> DataTransferFrames.parse(OpReadBlockProto.parser(), new byte[0]))
                .isInstanceOf(HdfsException.class);
    }

    private static BlockOpResponseProto read(byte[] bytes) throws IOException {
        InputStream in = new ByteArrayInputStream(bytes);
        return DataTransferFrames.readDelimited(in, BlockOpResponseProto.parser());
    }

    private static BlockLocation location(String name, int port) {
        return new BlockLocation(new DatanodeId("uuid-" + name, name, port, port), "/r", "DS-" + name, "DISK", "RBW");
    }
}
