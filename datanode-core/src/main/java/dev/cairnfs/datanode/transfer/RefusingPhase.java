package dev.cairnfs.datanode.transfer;

import dev.cairnfs.shared.wire.DataTransferMessages;
import io.netty.buffer.ByteBuf;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;

/** One connection too many: its first operation, whatever it is, is answered with an error. */
final class RefusingPhase implements Phase {
    private static final int SILENCE_MAX_MILLIS = 2_000;

    private final TransferConnection connection;
    private final String reason;

    RefusingPhase(TransferConnection connection, String reason) {
        this.connection = connection;
        this.reason = reason;
    }

    @Override
    public void received(ByteBuf in) {
        in.release();
        connection.writeAndClose(DataTransferMessages.response(Status.ERROR, reason));
        connection.enter(new ClosingPhase());
    }

    @Override
    public int silenceMaxMillis() {
        return SILENCE_MAX_MILLIS;
    }
}
