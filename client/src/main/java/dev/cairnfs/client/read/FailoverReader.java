package dev.cairnfs.client.read;

import dev.cairnfs.api.BadBlocksReport;
import dev.cairnfs.api.BadReplica;
import dev.cairnfs.client.metadata.WaitingClock;
import dev.cairnfs.client.transfer.DatanodeConnection;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.LocatedBlock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a range of one block from whichever replica is good (SPEC C8): the nearest first, the next one after a failure,
 * a corrupt one reported. When all have failed it asks the NameNode again, a few times. Used by one thread at a time.
 */
final class FailoverReader implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(FailoverReader.class);

    private final ReadContext context;
    private final BlockLocator locator;
    private final Set<String> tried = new HashSet<>();
    private LocatedBlock block;
    /** In the block. */
    private long position;

    private final long end;
    private @Nullable BlockReader reader;
    private @Nullable BlockLocation source;
    private int rounds;
    private @Nullable IOException lastFailure;

    /** A reader of file bytes {@code from} to {@code to}, which lie in this block. */
    FailoverReader(ReadContext context, BlockLocator locator, LocatedBlock block, long from, long to) {
        this.context = context;
        this.locator = locator;
        this.block = block;
        this.position = from - block.offset();
        this.end = to - block.offset();
    }

    /** Where it stands in the file. */
    long filePosition() {
        return block.offset() + position;
    }

    boolean isAtEnd() {
        return position >= end;
    }

    /** Moves on inside what is buffered already; false when it cannot. */
    boolean skipTo(long filePosition) {
        long wanted = filePosition - block.offset();
        BlockReader current = reader;
        if (current == null || wanted >= end || !current.skipTo(wanted)) {
            return wanted == position;
        }
        position = wanted;
        return true;
    }

    /** Reads at least one byte; must not be called at the end. */
    int read(ByteBuffer target) throws IOException {
        while (true) {
            BlockReader current = reader;
            if (current == null) {
                current = openNext();
            }
            int start = target.position();
            try {
                int count = current.read(target);
                position += count;
                if (current.isAtEnd()) {
                    finish(current);
                }
                return count;
            } catch (IOException e) {
                target.position(start);
                sourceFailed(e);
            }
        }
    }

    private void finish(BlockReader done) {
        reader = null;
        try {
            done.finish(context.connections());
        } catch (IOException e) {
            // Every byte was verified; only the connection is of no more use.
            LOG.debug("the end of {}", block.block(), e);
            done.close();
        }
    }

    private void sourceFailed(IOException failure) {
        BlockReader broken = reader;
        reader = null;
        if (broken != null) {
            broken.close();
        }
        BlockLocation bad = source;
        lastFailure = failure;
        if (bad == null) {
            return;
        }
        tried.add(bad.datanode().transferAddress());
        LOG.warn("reading {} from {} failed: {}", block.block(), bad.datanode().transferAddress(), failure.toString());
        if (failure instanceof HdfsException refused) {
            if (refused.code() == ErrorCode.CHECKSUM) {
                report(bad);
            }
        } else {
            context.suspects().add(bad, System.nanoTime(), failure);
        }
    }

    private void report(BlockLocation bad) {
        BadReplica replica = new BadReplica(block.block(), bad.datanode().uuid(), bad.storageId());
        try {
            context.nameNode().reportBadBlocks(locator.user(), new BadBlocksReport(List.of(replica)));
        } catch (IOException e) {
            // The DataNode's own scanner will find it, too; the reader's concern is the data.
            LOG.warn("could not report the corrupt replica of {}", block.block(), e);
        }
    }

    private BlockReader openNext() throws IOException {
        while (true) {
            List<BlockLocation> candidates = context.suspects().order(block.locations(), tried, System.nanoTime());
            if (candidates.isEmpty()) {
                askAgain();
                continue;
            }
            BlockLocation candidate = candidates.get(0);
            source = candidate;
            try {
                BlockReader opened = openAt(candidate);
                context.suspects().clear(candidate);
                reader = opened;
                return opened;
            } catch (IOException e) {
                sourceFailed(e);
            }
        }
    }

    private BlockReader openAt(BlockLocation location) throws IOException {
        DatanodeConnection idle = context.connections().take(location.datanode().transferAddress());
        if (idle != null) {
            try {
                return openOn(idle);
            } catch (HdfsException refused) {
                throw refused;
            } catch (IOException stale) {
                // The DataNode may have closed it meanwhile: that says nothing about the DataNode.
                LOG.debug("a kept connection to {} was stale", location.datanode(), stale);
            }
        }
        return openOn(DatanodeConnection.open(location.datanode(), context.transfer(), INPUT_CAPACITY));
    }

    /** Fits HDFS's packets of 64 KiB with what surrounds them; larger packets make it grow. */
    static final int INPUT_CAPACITY = 128 << 10;

    private BlockReader openOn(DatanodeConnection connection) throws IOException {
        return BlockReader.open(connection, block.block(), context.clientName(), position, end - position);
    }

    private void askAgain() throws IOException {
        if (rounds >= context.retryPauses().size()) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "Could not obtain block: " + block.block() + " file=" + locator.path()
                            + (lastFailure == null ? ", no live replica is known" : ": " + lastFailure.getMessage()));
        }
        WaitingClock.REAL.pause(context.retryPauses().get(rounds).toMillis());
        rounds++;
        LocatedBlock fresh = locator.refreshedBlockAt(filePosition());
        if (fresh.block().block().blockId() != block.block().block().blockId()) {
            throw new HdfsException(ErrorCode.IO, "Blocklist for " + locator.path() + " has changed!");
        }
        block = fresh;
        tried.clear();
    }

    @Override
    public void close() {
        BlockReader current = reader;
        reader = null;
        if (current != null) {
            current.close();
        }
    }
}
