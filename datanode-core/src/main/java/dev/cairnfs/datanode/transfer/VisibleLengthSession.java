package dev.cairnfs.datanode.transfer;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.ProtoConversions;
import io.netty.buffer.ByteBuf;
import org.apache.hadoop.hdfs.protocol.proto.ClientDatanodeProtocolProtos.GetReplicaVisibleLengthRequestProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;

/**
 * Answers how much of a replica readers may see (decision 0058): after the custom operation comes the request; the answer
 * is a status, and after a success the length. Touches no file.
 */
final class VisibleLengthSession implements Phase {
    private final TransferConnection connection;
    private final DelimitedDecoder decoder = new DelimitedDecoder();

    VisibleLengthSession(TransferConnection connection) {
        this.connection = connection;
    }

    @Override
    public void received(ByteBuf in) throws HdfsException {
        try {
            GetReplicaVisibleLengthRequestProto request =
                    decoder.next(in, GetReplicaVisibleLengthRequestProto.parser());
            if (request == null) {
                return;
            }
            if (in.isReadable()) {
                throw new HdfsException(ErrorCode.IO, "a client spoke out of turn");
            }
            answer(request);
        } finally {
            in.release();
        }
    }

    private void answer(GetReplicaVisibleLengthRequestProto request) {
        try {
            long length = connection.context().store().visibleLength(ProtoConversions.fromProto(request.getBlock()));
            connection.write(DataTransferMessages.response(Status.SUCCESS, ""));
            connection.answer(DataTransferMessages.visibleLength(length));
        } catch (HdfsException e) {
            connection.answer(DataTransferMessages.refusal(e));
        }
    }

    @Override
    public int silenceMaxMillis() {
        return connection.context().config().keepAliveMillis();
    }
}
