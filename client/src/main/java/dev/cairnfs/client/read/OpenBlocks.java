package dev.cairnfs.client.read;

import dev.cairnfs.client.metadata.WaitingClock;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.LocatedBlocks;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Locates the blocks of a file for a reader. The NameNode does not know how long the last block of a file is while it is
 * being written: its DataNodes do (decisions 0058, 0111).
 */
public final class OpenBlocks {
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
                return withLast(located, sized(last, VisibleLengths.largest(last, context)), offset, length);
            } catch (IOException e) {
                if (!pauses.hasNext()) {
                    throw new HdfsException(
                            ErrorCode.IO,
                            "Cannot obtain block length for " + last.block() + " of " + path + ": " + e.getMessage(),
                            e);
                }
                // Its DataNodes may be others by then, or the block may be finished.
                WaitingClock.REAL.pause(pauses.next().toMillis());
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
}
