package dev.cairnfs.client.read;

import dev.cairnfs.client.transfer.DatanodeConnection;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.shared.wire.DataTransferFrames;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.DataTransferOp;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.hdfs.protocol.proto.ClientDatanodeProtocolProtos.GetReplicaVisibleLengthResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Locates the blocks of a file for a reader. The NameNode does not know how long the last block of a file is while it is
 * being written: its DataNodes do (decision 0058).
 */
public final class OpenBlocks {
    private static final Logger LOG = LoggerFactory.getLogger(OpenBlocks.class);

    private OpenBlocks() {}

    /**
     * The blocks of a file that touch a range, the unfinished last one with as much as readers may see, which then counts
     * in the file's length, too.
     *
     * @throws HdfsException when no DataNode of the unfinished block can say how long it is
     */
    public static LocatedBlocks locate(ReadContext context, String user, String path, long offset, long length)
            throws IOException {
        Iterator<Duration> pauses = context.retryPauses().iterator();
        while (true) {
            LocatedBlocks located = context.nameNode().blockLocations(user, path, offset, length);
            LocatedBlock last = located.lastBlock();
            if (located.lastBlockComplete() || last == null) {
                return located;
            }
            try {
                return withLast(located, sized(last, visibleLength(last, context)), offset, length);
            } catch (IOException e) {
                if (!pauses.hasNext()) {
                    throw new HdfsException(
                            ErrorCode.IO,
                            "Cannot obtain block length for " + last.block() + " of " + path + ": " + e.getMessage(),
                            e);
                }
                // Its DataNodes may be others by then, or the block may be finished.
                FailoverReader.pause(pauses.next().toMillis());
            }
        }
    }

    /** The same block with another length. */
    static LocatedBlock sized(LocatedBlock block, long length) {
        Block before = block.block().block();
        Block after = new Block(before.blockId(), before.generationStamp(), length);
        return new LocatedBlock(
                new ExtendedBlock(block.block().poolId(), after), block.offset(), block.corrupt(), block.locations());
    }

    private static LocatedBlocks withLast(LocatedBlocks located, LocatedBlock last, long offset, long length) {
        long visible = last.block().block().numBytes();
        List<LocatedBlock> touching = new ArrayList<>();
        for (LocatedBlock block : located.blocks()) {
            if (block.block().block().blockId() != last.block().block().blockId()) {
                touching.add(block);
            }
        }
        long end = length > Long.MAX_VALUE - offset ? Long.MAX_VALUE : offset + length;
        if (visible > 0 && last.offset() < end && offset < last.offset() + visible) {
            touching.add(last);
        }
        return new LocatedBlocks(last.offset() + visible, located.underConstruction(), touching, last, false);
    }

    private static long visibleLength(LocatedBlock block, ReadContext context) throws IOException {
        if (block.locations().isEmpty()) {
            // The NameNode names even those that are only expected to have it: none means that it has started since,
            // or lost them all, and that nobody can say what readers were shown before.
            throw new IOException("no DataNode has reported it");
        }
        int absent = 0;
        IOException failure = null;
        for (BlockLocation location : context.suspects().order(block.locations(), Set.of(), System.nanoTime())) {
            try {
                return ask(block.block(), location, context);
            } catch (HdfsException refused) {
                absent += refused.code() == ErrorCode.REPLICA_NOT_FOUND ? 1 : 0;
                failure = noted(failure, refused, block, location);
            } catch (IOException unreached) {
                context.suspects().add(location, System.nanoTime());
                failure = noted(failure, unreached, block, location);
            }
        }
        if (failure == null) {
            throw new IllegalStateException("no location was asked");
        }
        if (absent == block.locations().size() && block.block().block().numBytes() == 0) {
            // Its pipeline does not stand yet: nobody has written to it.
            return 0;
        }
        // What is known of it was written, and shown: it is on other DataNodes than those that are named now.
        throw failure;
    }

    private static IOException noted(
            @Nullable IOException before, IOException now, LocatedBlock block, BlockLocation location) {
        LOG.info(
                "no length of {} from {}: {}",
                block.block(),
                location.datanode().transferAddress(),
                now.toString());
        if (before != null) {
            now.addSuppressed(before);
        }
        return now;
    }

    private static long ask(ExtendedBlock block, BlockLocation location, ReadContext context) throws IOException {
        DatanodeConnection idle = context.connections().take(location.datanode().transferAddress());
        if (idle != null) {
            try {
                return askOn(idle, block, context);
            } catch (HdfsException refused) {
                throw refused;
            } catch (IOException stale) {
                LOG.debug("a kept connection to {} was stale", location.datanode(), stale);
            }
        }
        return askOn(
                DatanodeConnection.open(location.datanode(), context.transfer(), FailoverReader.INPUT_CAPACITY),
                block,
                context);
    }

    /** Asks, and keeps the connection: most likely the block is read over it next. */
    private static long askOn(DatanodeConnection connection, ExtendedBlock block, ReadContext context)
            throws IOException {
        boolean answered = false;
        try {
            connection.send(DataTransferFrames.encodeOp(
                    DataTransferOp.CUSTOM, DataTransferMessages.custom(DataTransferMessages.VISIBLE_LENGTH)));
            connection.send(DataTransferFrames.encodeDelimited(DataTransferMessages.visibleLengthRequest(block)));
            BlockOpResponseProto answer = connection.readMessage(BlockOpResponseProto.parser());
            if (answer.getStatus() != Status.SUCCESS) {
                answered = answer.getStatus() != Status.ERROR_UNSUPPORTED;
                throw new HdfsException(
                        answer.getStatus() == Status.ERROR_INVALID ? ErrorCode.REPLICA_NOT_FOUND : ErrorCode.IO,
                        answer.getStatus() + " " + answer.getMessage());
            }
            long length = connection
                    .readMessage(GetReplicaVisibleLengthResponseProto.parser())
                    .getLength();
            answered = true;
            if (length < 0) {
                throw new HdfsException(ErrorCode.IO, "the DataNode answers a length of " + length);
            }
            return length;
        } finally {
            if (answered) {
                context.connections().give(connection);
            } else {
                connection.close();
            }
        }
    }
}
