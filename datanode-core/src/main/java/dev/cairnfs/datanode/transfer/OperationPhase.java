package dev.cairnfs.datanode.transfer;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.wire.DataTransferFrames;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.DataTransferOp;
import dev.cairnfs.shared.wire.InterDatanodeMessages;
import io.netty.buffer.ByteBuf;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpBlockChecksumProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpCustomProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpReadBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpTransferBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.apache.hadoop.thirdparty.protobuf.MessageLite;
import org.apache.hadoop.thirdparty.protobuf.Parser;
import org.jspecify.annotations.Nullable;

/** Waits for an operation: two bytes with the version, one with the operation, a message. */
final class OperationPhase implements Phase {
    private static final int HEAD_SIZE = 3;

    private final TransferConnection connection;
    private final DelimitedDecoder decoder = new DelimitedDecoder();
    private int head;
    private int headFilled;

    OperationPhase(TransferConnection connection) {
        this.connection = connection;
    }

    @Override
    public void received(ByteBuf in) throws HdfsException {
        boolean handedOn = false;
        try {
            Runnable start = nextOperation(in);
            if (start == null) {
                return;
            }
            start.run();
            if (in.isReadable()) {
                handedOn = true;
                connection.deliver(in);
            }
        } finally {
            if (!handedOn) {
                in.release();
            }
        }
    }

    /** What begins the operation, once all of its message is here. */
    private @Nullable Runnable nextOperation(ByteBuf in) throws HdfsException {
        while (headFilled < HEAD_SIZE) {
            if (!in.isReadable()) {
                return null;
            }
            head = head << 8 | in.readUnsignedByte();
            headFilled++;
            if (headFilled == 2 && head != DataTransferFrames.VERSION) {
                throw new HdfsException(ErrorCode.INCORRECT_VERSION, "data transfer version " + head);
            }
        }
        DataTransferOp op = DataTransferOp.ofCode(head & 0xFF);
        return switch (op) {
            case WRITE_BLOCK -> start(in, OpWriteBlockProto.parser(), this::writeBlock);
            case READ_BLOCK ->
                start(in, OpReadBlockProto.parser(), message -> new ReadBlockSession(connection, message).start());
            case TRANSFER_BLOCK ->
                start(
                        in,
                        OpTransferBlockProto.parser(),
                        message -> new TransferBlockSession(connection, message).start());
            case BLOCK_CHECKSUM ->
                start(
                        in,
                        OpBlockChecksumProto.parser(),
                        message -> new BlockChecksumSession(connection, message).start());
            case READ_METADATA,
                    REPLACE_BLOCK,
                    COPY_BLOCK,
                    REQUEST_SHORT_CIRCUIT_FDS,
                    RELEASE_SHORT_CIRCUIT_FDS,
                    REQUEST_SHORT_CIRCUIT_SHM,
                    BLOCK_GROUP_CHECKSUM -> () -> refuse(op);
            case CUSTOM -> start(in, OpCustomProto.parser(), this::custom);
        };
    }

    private <M extends MessageLite> @Nullable Runnable start(ByteBuf in, Parser<M> parser, Starter<M> starter)
            throws HdfsException {
        M message = decoder.next(in, parser);
        return message == null ? null : () -> starter.start(message);
    }

    private void writeBlock(OpWriteBlockProto message) {
        if (new WriteRequest(message).isCloseRecovery()) {
            new CloseRecoverySession(connection, message).start();
        } else {
            new WriteBlockSession(connection, message).start();
        }
    }

    /** Operations of Cairn; what follows them is theirs. */
    private void custom(OpCustomProto message) {
        switch (message.getCustomId()) {
            case DataTransferMessages.VISIBLE_LENGTH -> connection.enter(new VisibleLengthSession(connection));
            case InterDatanodeMessages.INIT_REPLICA_RECOVERY ->
                connection.enter(new ReplicaRecoverySession(connection, ReplicaRecoverySession::initReplicaRecovery));
            case InterDatanodeMessages.UPDATE_REPLICA_UNDER_RECOVERY ->
                connection.enter(
                        new ReplicaRecoverySession(connection, ReplicaRecoverySession::updateReplicaUnderRecovery));
            default -> refuse("the custom operation");
        }
    }

    private void refuse(Object op) {
        connection.writeAndClose(
                DataTransferMessages.response(Status.ERROR_UNSUPPORTED, op + " is not supported by this DataNode"));
        connection.enter(new ClosingPhase());
    }

    @Override
    public int silenceMaxMillis() {
        return connection.context().config().keepAliveMillis();
    }

    /** Begins an operation with its message. */
    @FunctionalInterface
    private interface Starter<M> {
        void start(M message);
    }
}
