package dev.cairnfs.client.read;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.LocatedBlocks;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The blocks of an open file, fetched ahead in runs. Thread-safe. */
public final class BlockLocator {
    /** Ten blocks of the default size ({@code dfs.client.read.prefetch.size}). */
    private static final long PREFETCH_BYTES = 10L * (128L << 20);

    private final ReadContext context;
    private final String user;
    private final String path;
    private final TreeMap<Long, LocatedBlock> byOffset = new TreeMap<>();
    private volatile long length;
    /** The last block as it was when the file was last looked at, with its visible length; null when it was finished. */
    private @Nullable LocatedBlock open;

    /**
     * Fetches the first blocks from {@code offset} on, and with them the file's length, which stays as it is now until
     * {@link #refresh}; of a file that is being written, what was flushed so far.
     */
    public BlockLocator(ReadContext context, String user, String path, long offset) throws IOException {
        this(context, user, path, OpenBlocks.locate(context, user, path, offset, PREFETCH_BYTES));
    }

    /** As the other one, with the file as it was located for reading just before. */
    public BlockLocator(ReadContext context, String user, String path, LocatedBlocks first) {
        this.context = context;
        this.user = user;
        this.path = path;
        this.length = first.fileLength();
        this.open = first.lastBlockComplete() ? null : first.lastBlock();
        keep(first);
    }

    public String path() {
        return path;
    }

    String user() {
        return user;
    }

    /** The file's length in bytes when it was opened or last refreshed. */
    public long length() {
        return length;
    }

    /**
     * Looks how long the file is by now. While somebody writes it, it does not become shorter here: what a reader was
     * shown stays, also when the DataNode that showed it does not answer. A file that was cut does.
     *
     * @return the new length in bytes
     */
    public long refresh() throws IOException {
        // The last block that is known may have grown, whether it was finished or not.
        LocatedBlocks fresh = OpenBlocks.locate(context, user, path, Math.max(0, length - 1), PREFETCH_BYTES);
        synchronized (this) {
            boolean cut = fresh.fileLength() < length && !isStillOpen(fresh);
            if (cut) {
                byOffset.clear();
            }
            if (cut || fresh.fileLength() >= length) {
                open = fresh.lastBlockComplete() ? null : fresh.lastBlock();
                keep(fresh);
                length = fresh.fileLength();
            }
            return length;
        }
    }

    /** Its last block is the one that was open before: then DataNodes that do not answer may know of more. */
    private boolean isStillOpen(LocatedBlocks fresh) {
        LocatedBlock before = open;
        LocatedBlock last = fresh.lastBlock();
        return before != null
                && last != null
                && !fresh.lastBlockComplete()
                && last.block().block().blockId() == before.block().block().blockId();
    }

    /** The block that holds a byte of the file. */
    synchronized LocatedBlock blockAt(long position) throws IOException {
        LocatedBlock known = cached(position);
        if (known == null) {
            fetch(position);
            known = cached(position);
        }
        if (known == null) {
            throw new HdfsException(ErrorCode.IO, "no block of " + path + " holds byte " + position);
        }
        return known;
    }

    /** Asks the NameNode again where the block at this place is. */
    synchronized LocatedBlock refreshedBlockAt(long position) throws IOException {
        LocatedBlock old = cached(position);
        if (old != null) {
            byOffset.remove(old.offset());
        }
        return blockAt(position);
    }

    private @Nullable LocatedBlock cached(long position) {
        Map.Entry<Long, LocatedBlock> entry = byOffset.floorEntry(position);
        if (entry == null) {
            return null;
        }
        LocatedBlock block = entry.getValue();
        return position < block.offset() + block.block().block().numBytes() ? block : null;
    }

    private synchronized void fetch(long position) throws IOException {
        keep(context.nameNode().blockLocations(user, path, position, PREFETCH_BYTES));
    }

    private synchronized void keep(LocatedBlocks blocks) {
        for (LocatedBlock block : blocks.blocks()) {
            byOffset.put(block.offset(), block);
        }
        LocatedBlock last = blocks.lastBlock();
        LocatedBlock unfinished = open;
        if (last == null || unfinished == null || blocks.lastBlockComplete()) {
            return;
        }
        Block known = unfinished.block().block();
        if (last.block().block().blockId() == known.blockId()) {
            // Still being written: it may be elsewhere by now, but it counts as it did at the beginning.
            byOffset.put(last.offset(), OpenBlocks.sized(last, known.numBytes()));
        }
    }
}
