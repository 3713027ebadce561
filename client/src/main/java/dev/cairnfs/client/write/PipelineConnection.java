package dev.cairnfs.client.write;

import dev.cairnfs.client.pipeline.NodeReply;
import dev.cairnfs.client.pipeline.NodeReply.Outcome;
import dev.cairnfs.client.pipeline.PipelineAck;
import dev.cairnfs.client.pipeline.PipelineSetup;
import dev.cairnfs.client.pipeline.SetupStage;
import dev.cairnfs.client.transfer.DatanodeConnection;
import dev.cairnfs.client.transfer.TransferContext;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.wire.DataTransferFrames;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.DataTransferOp;
import dev.cairnfs.shared.wire.PacketHeader;
import dev.cairnfs.shared.wire.PipelineAcks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto.BlockConstructionStage;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.PipelineAckProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;

/** {@link PipelineLink} over a socket. */
final class PipelineConnection implements PipelineLink {
    /** Enough for any setup answer and for many acks at once. */
    private static final int INPUT_CAPACITY = 4096;

    private static final byte[] HEARTBEAT =
            PacketHeader.of(0, PacketHeader.HEARTBEAT_SEQNO, false, 0, 0, false).encode();

    private final DatanodeConnection connection;

    private PipelineConnection(DatanodeConnection connection) {
        this.connection = connection;
    }

    static PipelineConnection open(
            PipelineSetup setup, WriteTarget target, DataChecksum checksum, TransferContext context)
            throws IOException {
        List<BlockLocation> nodes = setup.nodes();
        DatanodeConnection connection = DatanodeConnection.open(nodes.get(0).datanode(), context, INPUT_CAPACITY);
        boolean ready = false;
        try {
            Duration timeout = context.settings()
                    .socketTimeout()
                    .plus(context.settings().timeoutPerNode().multipliedBy(nodes.size()));
            connection.setTimeout(timeout);
            connection.send(
                    DataTransferFrames.encodeOp(DataTransferOp.WRITE_BLOCK, operation(setup, target, checksum)));
            BlockOpResponseProto answer = connection.readMessage(BlockOpResponseProto.parser());
            if (answer.getStatus() != Status.SUCCESS) {
                throw new PipelineSetupException(
                        indexOf(answer.getFirstBadLink(), nodes),
                        answer.getStatus() == Status.OOB_RESTART,
                        "pipeline refused with " + answer.getStatus() + " " + answer.getMessage());
            }
            ready = true;
            return new PipelineConnection(connection);
        } finally {
            if (!ready) {
                connection.close();
            }
        }
    }

    private static OpWriteBlockProto operation(PipelineSetup setup, WriteTarget target, DataChecksum checksum)
            throws HdfsException {
        ExtendedBlock block = setup.stage() == SetupStage.CREATE
                ? setup.block()
                // The room that a replica may need, as in HDFS; what it has comes as minimum and maximum.
                : withLength(setup.block(), target.blockSizeBytes());
        return DataTransferMessages.writeBlock(
                        block, target.clientName(), setup.nodes(), stage(setup.stage()), checksum)
                .toBuilder()
                .setLatestGenerationStamp(setup.generationStamp())
                .setMinBytesRcvd(setup.minBytes())
                .setMaxBytesRcvd(setup.maxBytes())
                .build();
    }

    private static ExtendedBlock withLength(ExtendedBlock block, long length) {
        Block known = block.block();
        return new ExtendedBlock(block.poolId(), new Block(known.blockId(), known.generationStamp(), length));
    }

    private static BlockConstructionStage stage(SetupStage stage) {
        return switch (stage) {
            case CREATE -> BlockConstructionStage.PIPELINE_SETUP_CREATE;
            case APPEND -> BlockConstructionStage.PIPELINE_SETUP_APPEND;
            case APPEND_RECOVERY -> BlockConstructionStage.PIPELINE_SETUP_APPEND_RECOVERY;
            case STREAMING_RECOVERY -> BlockConstructionStage.PIPELINE_SETUP_STREAMING_RECOVERY;
            case CLOSE_RECOVERY -> BlockConstructionStage.PIPELINE_CLOSE_RECOVERY;
        };
    }

    /** An empty first bad link means the first node itself; so does one that we do not know. */
    private static int indexOf(String firstBadLink, List<BlockLocation> nodes) {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).datanode().transferAddress().equals(firstBadLink)) {
                return i;
            }
        }
        return 0;
    }

    @Override
    public void send(ByteBuffer[] packets, int count) throws IOException {
        connection.send(packets, count);
    }

    @Override
    public void sendHeartbeat() throws IOException {
        connection.send(HEARTBEAT);
    }

    @Override
    public boolean sendHeartbeatBeside(BooleanSupplier wanted) throws IOException {
        return connection.sendBeside(HEARTBEAT, wanted);
    }

    @Override
    public boolean hasAck() throws IOException {
        return connection.hasInput();
    }

    @Override
    public PipelineAck readAck() throws IOException {
        PipelineAckProto ack = connection.readMessage(PipelineAckProto.parser());
        NodeReply[] replies = new NodeReply[ack.getReplyCount()];
        for (int i = 0; i < replies.length; i++) {
            Status status = PipelineAcks.status(ack, i);
            boolean slow = PipelineAcks.isSlow(ack, i);
            replies[i] = status == Status.SUCCESS && !slow ? NodeReply.SUCCESS : new NodeReply(outcome(status), slow);
        }
        return new PipelineAck(ack.getSeqno(), List.of(replies));
    }

    private static Outcome outcome(Status status) {
        if (status == Status.SUCCESS) {
            return Outcome.SUCCESS;
        }
        if (status == Status.ERROR_CHECKSUM) {
            return Outcome.CHECKSUM_ERROR;
        }
        return status == Status.OOB_RESTART ? Outcome.RESTARTING : Outcome.FAILED;
    }

    @Override
    public void abort() {
        connection.abort();
    }

    @Override
    public void close() {
        connection.close();
    }
}
