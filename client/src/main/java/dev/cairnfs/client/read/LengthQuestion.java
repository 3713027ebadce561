package dev.cairnfs.client.read;

import dev.cairnfs.client.transfer.DatanodeConnection;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.wire.DataTransferFrames;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.DataTransferOp;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.apache.hadoop.hdfs.protocol.proto.ClientDatanodeProtocolProtos.GetReplicaVisibleLengthResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One DataNode is asked how much of a block readers may see (decision 0058). Asking and hearing are apart, so that one
 * thread can ask several before it waits for the first. Used by one thread.
 */
final class LengthQuestion implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(LengthQuestion.class);

    private final ReadContext context;
    private final ExtendedBlock block;
    private final BlockLocation location;
    private final DatanodeConnection connection;
    /** Whether the connection is one that lay idle, so that its DataNode may have closed it meanwhile. */
    private final boolean kept;

    private boolean ended;

    private LengthQuestion(
            ReadContext context,
            ExtendedBlock block,
            BlockLocation location,
            DatanodeConnection connection,
            boolean kept) {
        this.context = context;
        this.block = block;
        this.location = location;
        this.connection = connection;
        this.kept = kept;
    }

    /**
     * Asks.
     *
     * @param patience how long connecting may take, if less than usual
     * @throws SocketTimeoutException when the DataNode does not take the connection in time
     */
    static LengthQuestion ask(ReadContext context, ExtendedBlock block, BlockLocation location, Duration patience)
            throws IOException {
        DatanodeConnection idle = context.connections().take(location.datanode().transferAddress());
        if (idle != null) {
            try {
                return new LengthQuestion(context, block, location, idle, true).send();
            } catch (IOException stale) {
                noteStale(location, stale);
            }
        }
        return askAnew(context, block, location, patience);
    }

    private static void noteStale(BlockLocation location, IOException stale) {
        LOG.debug("a kept connection to {} was stale", location.datanode(), stale);
    }

    private static LengthQuestion askAnew(
            ReadContext context, ExtendedBlock block, BlockLocation location, Duration patience) throws IOException {
        DatanodeConnection fresh = DatanodeConnection.open(
                location.datanode(), context.transfer(), FailoverReader.INPUT_CAPACITY, patience);
        return new LengthQuestion(context, block, location, fresh, false).send();
    }

    private LengthQuestion send() throws IOException {
        boolean sent = false;
        try {
            connection.send(DataTransferFrames.encodeOp(
                    DataTransferOp.CUSTOM, DataTransferMessages.custom(DataTransferMessages.VISIBLE_LENGTH)));
            connection.send(DataTransferFrames.encodeDelimited(DataTransferMessages.visibleLengthRequest(block)));
            sent = true;
            return this;
        } finally {
            if (!sent) {
                close();
            }
        }
    }

    BlockLocation location() {
        return location;
    }

    /**
     * Waits for the answer; to be called once. The connection is kept when it comes: most likely the block is read over it
     * next.
     *
     * @return a number of bytes
     * @throws HdfsException when the DataNode refuses; {@link ErrorCode#REPLICA_NOT_FOUND} when it has no replica
     * @throws SocketTimeoutException when its patience is at an end
     */
    long answer(Duration patience) throws IOException {
        try {
            return receive(patience);
        } catch (HdfsException | SocketTimeoutException said) {
            throw said;
        } catch (IOException stale) {
            if (!kept) {
                throw stale;
            }
            noteStale(location, stale);
            return askAnew(context, block, location, patience).answer(patience);
        }
    }

    private long receive(Duration patience) throws IOException {
        try {
            connection.setTimeout(patience);
            BlockOpResponseProto answer = connection.readMessage(BlockOpResponseProto.parser());
            boolean refused = answer.getStatus() != Status.SUCCESS;
            if (refused && answer.getStatus() != Status.ERROR_UNSUPPORTED) {
                keepConnection();
            }
            DataTransferMessages.check(answer);
            long length = connection
                    .readMessage(GetReplicaVisibleLengthResponseProto.parser())
                    .getLength();
            keepConnection();
            if (length < 0) {
                throw new HdfsException(ErrorCode.IO, "the DataNode answers a length of " + length);
            }
            return length;
        } finally {
            close();
        }
    }

    private void keepConnection() {
        ended = true;
        connection.setTimeout(context.transfer().settings().socketTimeout());
        context.connections().give(connection);
    }

    /** Nobody waits for the answer any more. */
    @Override
    public void close() {
        if (!ended) {
            ended = true;
            connection.close();
        }
    }
}
