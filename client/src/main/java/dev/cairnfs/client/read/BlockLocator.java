package dev.cairnfs.client.read;

import dev.cairnfs.client.metadata.ClientProtocol;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
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

    private final ClientProtocol nameNode;
    private final String user;
    private final String path;
    private final TreeMap<Long, LocatedBlock> byOffset = new TreeMap<>();
    private final long length;

    /** Fetches the first blocks from {@code offset} on, and with them the file's length, which stays as it is now. */
    public BlockLocator(ClientProtocol nameNode, String user, String path, long offset) throws IOException {
        this.nameNode = nameNode;
        this.user = user;
        this.path = path;
        this.length = fetch(offset).fileLength();
    }

    public String path() {
        return path;
    }

    String user() {
        return user;
    }

    /** The file's length in bytes when it was opened. */
    public long length() {
        return length;
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

    private synchronized LocatedBlocks fetch(long position) throws IOException {
        LocatedBlocks blocks = nameNode.blockLocations(user, path, position, PREFETCH_BYTES);
        for (LocatedBlock block : blocks.blocks()) {
            byOffset.put(block.offset(), block);
        }
        return blocks;
    }
}
