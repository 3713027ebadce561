package dev.cairnfs.shared.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.hadoop.hdfs.protocol.datatransfer.PipelineAck;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.PipelineAckProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.junit.jupiter.api.Test;

final class PipelineAcksTest {
    /** Status in bits 0-3, ECN (3: congested) in bits 5-6, as PipelineAck.combineHeader of Hadoop lays them out. */
    private static int flag(int ecn, Status status) {
        return ecn << 5 | status.getNumber();
    }

    @Test
    void prependsAndKeepsFlags() {
        PipelineAckProto downstream = PipelineAckProto.newBuilder()
                .setSeqno(9)
                .addReply(Status.SUCCESS)
                .addFlag(flag(3, Status.SUCCESS))
                .addReply(Status.ERROR_CHECKSUM)
                .addFlag(flag(2, Status.ERROR_CHECKSUM))
                .build();
        PipelineAckProto ack = PipelineAcks.prepend(Status.SUCCESS, downstream, 5);
        assertThat(ack.getSeqno()).isEqualTo(9);
        assertThat(ack.getReplyCount()).isEqualTo(3);
        assertThat(PipelineAcks.firstFailure(ack)).isEqualTo(2);
        assertThat(PipelineAcks.status(ack, 2)).isEqualTo(Status.ERROR_CHECKSUM);
        assertThat(ack.getFlagList().subList(1, 3))
                .as("also what says that a node is congested")
                .isEqualTo(downstream.getFlagList());
        assertThat(ack.getDownstreamAckTimeNanos()).isEqualTo(5);
    }

    @Test
    void flagsAreHadoops() {
        for (PipelineAck.ECN ecn : PipelineAck.ECN.values()) {
            for (Status status : Status.values()) {
                int flag = PipelineAck.combineHeader(ecn, status);
                PipelineAckProto ack = PipelineAckProto.newBuilder()
                        .setSeqno(1)
                        .addReply(Status.SUCCESS)
                        .addFlag(flag)
                        .build();
                assertThat(PipelineAcks.status(ack, 0)).isEqualTo(status);
            }
        }
        PipelineAckProto ours = PipelineAcks.of(7, List.of(Status.SUCCESS, Status.ERROR), 5);
        for (int i = 0; i < 2; i++) {
            assertThat(PipelineAck.getStatusFromHeader(ours.getFlag(i))).isEqualTo(ours.getReply(i));
            assertThat(PipelineAck.getECNFromHeader(ours.getFlag(i))).isEqualTo(PipelineAck.ECN.DISABLED);
        }
    }

    @Test
    void readsAcksWithoutFlags() {
        PipelineAckProto old = PipelineAckProto.newBuilder()
                .setSeqno(1)
                .addReply(Status.OOB_RESTART)
                .build();
        assertThat(PipelineAcks.status(old, 0)).isEqualTo(Status.OOB_RESTART);
        assertThat(PipelineAcks.isOutOfBand(Status.OOB_RESTART)).isTrue();
        assertThat(PipelineAcks.isOutOfBand(Status.IN_PROGRESS)).isFalse();
        assertThat(PipelineAcks.isSuccess(old)).isFalse();
        assertThat(PipelineAcks.isSuccess(PipelineAcks.of(4, List.of(Status.SUCCESS, Status.SUCCESS), 0)))
                .isTrue();
        assertThat(PipelineAcks.isSuccess(PipelineAcks.of(4, Status.ERROR))).isFalse();
    }

    @Test
    void aSlowNodeIsMarkedAsHdfsMarksIt() {
        // HDFS: 0 disabled, 1 normal, 2 slow, 3 reserved.
        PipelineAckProto last = PipelineAcks.of(7, Status.SUCCESS, true);
        assertThat(last.getFlag(0)).isEqualTo(2 << 7);
        PipelineAckProto ack = PipelineAcks.prepend(Status.SUCCESS, false, last, 5);
        assertThat(ack.getDownstreamAckTimeNanos()).isEqualTo(5);
        assertThat(PipelineAcks.isSlow(ack, 0)).isFalse();
        assertThat(PipelineAcks.isSlow(ack, 1)).isTrue();
        assertThat(PipelineAcks.isSuccess(ack)).isTrue();
        PipelineAckProto normal = ack.toBuilder().setFlag(1, 1 << 7).build();
        assertThat(PipelineAcks.isSlow(normal, 1)).isFalse();
        assertThat(PipelineAcks.isSlow(
                        PipelineAcks.prepend(Status.SUCCESS, true, PipelineAcks.of(7, Status.ERROR), 0), 0))
                .isTrue();
    }

    @Test
    void aRestartIsToldOutOfBand() {
        PipelineAckProto own = PipelineAcks.of(PipelineAcks.OUT_OF_BAND_SEQNO, Status.OOB_RESTART);
        assertThat(PipelineAcks.isOutOfBand(own)).isTrue();
        assertThat(PipelineAcks.isOutOfBand(PipelineAcks.prepend(Status.SUCCESS, own, 0)))
                .isTrue();
        assertThat(PipelineAcks.isOutOfBand(PipelineAcks.of(3, Status.OOB_RESTART)))
                .isFalse();
        assertThat(PipelineAcks.isOutOfBand(PipelineAcks.of(PipelineAcks.OUT_OF_BAND_SEQNO, Status.SUCCESS)))
                .isFalse();
    }
}
