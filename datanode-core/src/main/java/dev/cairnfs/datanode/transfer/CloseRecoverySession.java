package dev.cairnfs.datanode.transfer;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.wire.DataTransferMessages;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.PipelineAckProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes a block whose writer has written all of it and lost the pipeline before it heard so (stage
 * PIPELINE_CLOSE_RECOVERY): the replica here, then those of the DataNodes behind. No packets follow.
 */
final class CloseRecoverySession implements Phase, Mirror.Listener {
    private static final Logger log = LoggerFactory.getLogger(CloseRecoverySession.class);
    private static final int WORK_MAX_MILLIS = 600_000;

    private final TransferConnection connection;
    private final WriteRequest request;
    private @Nullable Mirror mirror;
    private boolean ended;

    CloseRecoverySession(TransferConnection connection, OpWriteBlockProto operation) {
        this.connection = connection;
        this.request = new WriteRequest(operation);
    }

    void start() {
        connection.enter(this);
        ReplicaSetup<Block> setup = new ReplicaSetup<>(
                connection,
                request,
                () -> connection.context().store().recoverClose(request.requireReopen()),
                this::finished,
                block -> {},
                message -> refuse(Status.ERROR, message, ""));
        setup.start();
    }

    private void finished(Block block) {
        log.info("{} is finished as {} after its pipeline broke", request.block(), block);
        if (ended) {
            return;
        }
        if (request.hasTargets()) {
            Mirror.locate(connection, request, this::connectMirror);
        } else {
            answer(DataTransferMessages.pipelineAnswer(Status.SUCCESS, "", ""));
        }
    }

    private void connectMirror(InetSocketAddress address) {
        if (ended) {
            return;
        }
        if (address.isUnresolved()) {
            mirrorFailed("has a name that cannot be resolved");
            return;
        }
        mirror = Mirror.connect(connection, address, request.forMirror(), true, this);
    }

    @Override
    public void mirrorAnswered(BlockOpResponseProto answer) {
        if (answer.getStatus() == Status.SUCCESS) {
            answer(answer);
        } else {
            refuse(answer.getStatus(), answer.getMessage(), request.badLink(answer));
        }
    }

    @Override
    public void mirrorFailed(String reason) {
        log.info("Mirror {} of {}: {}", request.mirrorName(), request.block(), reason);
        refuse(Status.ERROR, "mirror " + request.mirrorName() + " " + reason, request.mirrorName());
    }

    @Override
    public void mirrorAcknowledged(PipelineAckProto ack) throws HdfsException {
        throw new HdfsException(ErrorCode.IO, "an ack of packet " + ack.getSeqno() + ", and none was sent");
    }

    @Override
    public void mirrorWritabilityChanged() {
        // Nothing more is written.
    }

    private void answer(BlockOpResponseProto answer) {
        if (ended) {
            return;
        }
        ended = true;
        closeMirror();
        connection.answer(answer);
    }

    private void refuse(Status status, String message, String badLink) {
        if (ended) {
            return;
        }
        ended = true;
        closeMirror();
        connection.enter(new ClosingPhase());
        connection.writeAndClose(DataTransferMessages.pipelineAnswer(status, message, badLink));
    }

    private void closeMirror() {
        Mirror next = mirror;
        if (next != null) {
            next.close();
        }
    }

    @Override
    public void received(ByteBuf in) throws HdfsException {
        in.release();
        throw new HdfsException(ErrorCode.IO, "a client spoke out of turn");
    }

    @Override
    public void closed() {
        ended = true;
        closeMirror();
    }

    @Override
    public int silenceMaxMillis() {
        return WORK_MAX_MILLIS;
    }
}
