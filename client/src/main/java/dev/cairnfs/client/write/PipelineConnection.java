package dev.cairnfs.client.write;

import dev.cairnfs.client.transfer.DatanodeConnection;
import dev.cairnfs.client.transfer.TransferContext;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.wire.DataTransferFrames;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.DataTransferOp;
import dev.cairnfs.shared.wire.PacketHeader;
import dev.cairnfs.shared.wire.PipelineAcks;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto.BlockConstructionStage;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.PipelineAckProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;

/** The connection to a write pipeline's first DataNode, which passes everything on to the others. */
final class PipelineConnection implements Closeable {
    /** Enough for any setup answer and for many acks at once. */
    private static final int INPUT_CAPACITY = 4096;

    private static final byte[] HEARTBEAT =
            PacketHeader.of(0, PacketHeader.HEARTBEAT_SEQNO, false, 0, 0, false).encode();

    private final DatanodeConnection connection;

    private PipelineConnection(DatanodeConnection connection) {
        this.connection = connection;
    }

    /**
     * Sets a pipeline up for a new block.
     *
     * @throws PipelineSetupException when a DataNode refused; any other IOException comes from the first one
     */
    static PipelineConnection open(
            LocatedBlock block, String clientName, DataChecksum checksum, TransferContext context) throws IOException {
        List<BlockLocation> nodes = block.locations();
        DatanodeConnection connection = DatanodeConnection.open(nodes.get(0).datanode(), context, INPUT_CAPACITY);
        boolean ready = false;
        try {
            Duration timeout = context.settings()
                    .socketTimeout()
                    .plus(context.settings().timeoutPerNode().multipliedBy(nodes.size()));
            connection.setTimeout(timeout);
            connection.send(DataTransferFrames.encodeOp(
                    DataTransferOp.WRITE_BLOCK,
                    DataTransferMessages.writeBlock(
                            block.block(), clientName, nodes, BlockConstructionStage.PIPELINE_SETUP_CREATE, checksum)));
            BlockOpResponseProto answer = connection.readMessage(BlockOpResponseProto.parser());
            if (answer.getStatus() != Status.SUCCESS) {
                throw new PipelineSetupException(
                        indexOf(answer.getFirstBadLink(), nodes),
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

    /** An empty first bad link means the first node itself; so does one that we do not know. */
    private static int indexOf(String firstBadLink, List<BlockLocation> nodes) {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).datanode().transferAddress().equals(firstBadLink)) {
                return i;
            }
        }
        return 0;
    }

    void send(ByteBuffer[] packets, int count) throws IOException {
        connection.send(packets, count);
    }

    void sendHeartbeat() throws IOException {
        connection.send(HEARTBEAT);
    }

    boolean hasAck() throws IOException {
        return connection.hasInput();
    }

    /** Waits for the next ack that is not a heartbeat's. */
    Ack readAck() throws IOException {
        PipelineAckProto ack = connection.readMessage(PipelineAckProto.parser());
        int failed = PipelineAcks.firstFailure(ack);
        String status = failed < 0 ? "" : PipelineAcks.status(ack, failed).name();
        return new Ack(ack.getSeqno(), failed, status);
    }

    /**
     * What the pipeline says of one packet.
     *
     * @param failedNode the place of the first DataNode that reports a failure, or -1
     */
    record Ack(long seqno, int failedNode, String status) {
        boolean isHeartbeat() {
            return seqno == PacketHeader.HEARTBEAT_SEQNO;
        }
    }

    /** Wakes a thread that is blocked in this connection. */
    void abort() {
        connection.abort();
    }

    @Override
    public void close() {
        connection.close();
    }
}
