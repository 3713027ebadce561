package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.blocks.BlockView;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.ArrayList;
import java.util.List;

/**
 * The blocks of a range with every replica that is known, also those that nobody is sent to: corrupt, in excess, expected of
 * a pipeline or waiting for recovery. For people who look on; needs read access to the file.
 *
 * @param offset first byte of the range
 * @param length of the range in bytes; 0 stands for the one block at the offset
 */
public record GetBlockMap(HdfsPath path, long offset, long length) implements Query<LocatedBlocks> {
    @Override
    public String auditName() {
        return "open";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public LocatedBlocks read(PlanContext context) throws HdfsException {
        GetBlockLocations where = new GetBlockLocations(path, offset, length, false);
        BlockView view = context.blocks();
        LocatedBlocks located = where.locate(context, where.readableFile(context), view::replicas);
        LocatedBlock last = located.lastBlock();
        if (last == null
                || located.blocks().contains(last)
                || last.offset() < offset
                || last.offset() - offset > length) {
            return located;
        }
        // An open block of whose length nothing is known yet lies in no range of bytes.
        List<LocatedBlock> blocks = new ArrayList<>(located.blocks());
        blocks.add(last);
        return new LocatedBlocks(
                located.fileLength(), located.underConstruction(), blocks, last, located.lastBlockComplete());
    }
}
