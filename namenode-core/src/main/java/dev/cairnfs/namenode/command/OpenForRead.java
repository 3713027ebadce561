package dev.cairnfs.namenode.command;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.shared.path.HdfsPath;

/**
 * Where the blocks of a range are, for somebody who is going to read them; and whether this read is to be noted in the
 * file's access time, which {@link SetAccessTime} then does. Asking both at once keeps a read that is not due as cheap
 * as it is without access times.
 *
 * @param offset first byte of the range
 * @param length of the range in bytes; 0 stands for the one block at the offset
 */
public record OpenForRead(HdfsPath path, long offset, long length) implements Query<OpenForRead.Opened> {
    /**
     * The answer.
     *
     * @param accessTimeDue the file's access time is older than the precision, and may be changed now
     */
    public record Opened(LocatedBlocks blocks, boolean accessTimeDue) {}

    @Override
    public String auditName() {
        return "open";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public Opened read(PlanContext context) throws HdfsException {
        GetBlockLocations question = new GetBlockLocations(path, offset, length, true);
        long file = question.readableFile(context);
        LocatedBlocks blocks = question.located(context, file);
        boolean due = SetAccessTime.isDue(context, context.namespace().inodes().accessTime(file))
                && !context.blocks().safeMode().on();
        return new Opened(blocks, due);
    }
}
