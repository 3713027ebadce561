package dev.cairnfs.namenode.state;

/**
 * Where a shorter length falls among a file's blocks (HDFS: collectBlocksBeyondMax).
 *
 * @param blocks how many stay
 * @param lastBytes what the last of them keeps, when it is cut; otherwise 0
 */
public record CutPoint(int blocks, long lastBytes) {
    /** The length is not at the end of a block. */
    public boolean cutsBlock() {
        return lastBytes > 0;
    }

    /** @param length less than the file's */
    public static CutPoint of(Namespace namespace, long fileId, long length) {
        InodeTable inodes = namespace.inodes();
        BlockTable table = namespace.blocks();
        long end = 0;
        long last = 0;
        int count = 0;
        while (end < length) {
            last = table.numBytes(table.slot(inodes.block(fileId, count)));
            end += last;
            count++;
        }
        return new CutPoint(count, end == length ? 0 : length - (end - last));
    }
}
