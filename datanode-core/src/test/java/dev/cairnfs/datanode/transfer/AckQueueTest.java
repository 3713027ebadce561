package dev.cairnfs.datanode.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.wire.PacketHeader;
import dev.cairnfs.shared.wire.PipelineAcks;
import java.util.Objects;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.PipelineAckProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.junit.jupiter.api.Test;

final class AckQueueTest {
    private static PipelineAckProto poll(AckQueue acks) {
        return Objects.requireNonNull(acks.poll());
    }

    @Test
    void aPacketIsAcknowledgedWhenItIsDoneHereAndDownstream() throws HdfsException {
        AckQueue acks = new AckQueue(true, () -> false);
        acks.received(0, 700, 0);
        acks.received(1, 1300, 0);
        acks.done(2);
        assertThat(acks.poll()).isNull();
        assertThat(acks.acknowledgedBytes()).isZero();
        acks.acknowledged(PipelineAcks.of(0, Status.SUCCESS), 0);
        assertThat(poll(acks).getReplyList()).containsExactly(Status.SUCCESS, Status.SUCCESS);
        assertThat(acks.acknowledgedBytes()).isEqualTo(700);
        assertThat(acks.poll()).isNull();
        assertThat(acks.size()).isEqualTo(1);
    }

    @Test
    void aHeartbeatTakesNothingBack() {
        AckQueue acks = new AckQueue(false, () -> false);
        acks.received(0, 700, 0);
        acks.received(PacketHeader.HEARTBEAT_SEQNO, 0, 0);
        acks.done(2);
        poll(acks);
        poll(acks);
        assertThat(acks.acknowledgedBytes()).isEqualTo(700);
    }

    @Test
    void whatAnotherNodeLacksIsNotAcknowledged() throws HdfsException {
        AckQueue acks = new AckQueue(true, () -> false);
        acks.received(0, 512, 0);
        acks.received(1, 1024, 0);
        acks.received(2, 1536, 0);
        acks.done(3);
        acks.acknowledged(PipelineAcks.of(0, Status.SUCCESS), 0);
        acks.acknowledged(PipelineAcks.of(1, Status.ERROR_CHECKSUM), 0);
        poll(acks);
        assertThat(poll(acks).getReplyList()).containsExactly(Status.SUCCESS, Status.ERROR_CHECKSUM);
        acks.mirrorFailed();
        assertThat(poll(acks).getReplyList()).containsExactly(Status.SUCCESS, Status.ERROR);
        assertThat(acks.acknowledgedBytes()).isEqualTo(512);
    }

    @Test
    void afterAFailureHereNothingIsAcknowledged() throws HdfsException {
        AckQueue acks = new AckQueue(false, () -> false);
        acks.received(0, 512, 0);
        acks.received(1, 1024, 0);
        acks.received(2, 1536, 0);
        acks.done(1);
        acks.failed(Status.ERROR);
        assertThat(poll(acks).getReplyList()).containsExactly(Status.SUCCESS);
        assertThat(poll(acks).getReplyList()).containsExactly(Status.ERROR);
        assertThat(acks.poll()).isNull();
        assertThat(acks.size()).isZero();
        assertThat(acks.acknowledgedBytes()).isEqualTo(512);
        assertThatThrownBy(() -> acks.acknowledged(PipelineAcks.of(7, Status.SUCCESS), 0))
                .isInstanceOf(HdfsException.class);
    }

    @Test
    void theMirrorsOwnTimeIsWithoutThatOfTheNodesBehindIt() throws HdfsException {
        AckQueue acks = new AckQueue(true, () -> true);
        acks.received(0, 512, 1_000);
        acks.done(1);
        PipelineAckProto answer = PipelineAcks.prepend(Status.SUCCESS, PipelineAcks.of(0, Status.SUCCESS), 300);
        assertThat(acks.acknowledged(answer, 1_500)).isEqualTo(200);
        PipelineAckProto ack = poll(acks);
        assertThat(ack.getDownstreamAckTimeNanos()).isEqualTo(500);
        assertThat(PipelineAcks.isSlow(ack, 0)).isTrue();
        assertThat(PipelineAcks.isSlow(ack, 1)).isFalse();
    }
}
