package dev.cairnfs.namenode.state;

import static dev.cairnfs.namenode.state.Replay.require;

import dev.cairnfs.namenode.record.TruncateRecord;

/** A file gets shorter. */
final class TruncateReplay {
    private final Namespace namespace;
    private final InodeStore inodes;
    private final BlockLists blockLists;
    private final BlockTable blocks;
    private final FileReplay files;
    private final BlockEvents events;

    TruncateReplay(Namespace namespace, FileReplay files, BlockEvents events) {
        this.namespace = namespace;
        this.inodes = namespace.inodeStore();
        this.blockLists = namespace.blockLists();
        this.blocks = namespace.blocks();
        this.files = files;
        this.events = events;
    }

    void apply(long timeMillis, TruncateRecord record) {
        int file = inodes.slot(record.getInodeId());
        require(file >= 0 && !inodes.isDirectory(file), "the file does not exist");
        require(namespace.isAttached(record.getInodeId()), "the file is deleted");
        require(!inodes.isUnderConstruction(file), "the file is open");
        require(
                record.getLengthBytes() < namespace.inodes().fileLength(record.getInodeId()),
                "the file is not longer than that");
        CutPoint kept = CutPoint.of(namespace, record.getInodeId(), record.getLengthBytes());
        require(kept.cutsBlock() == (record.getBlockId() != 0), "the length is at the end of a block, or is not");
        int copied = -1;
        if (kept.cutsBlock()) {
            checkCut(file, kept, record);
            copied = cut(file, kept, record);
        }
        int list = inodes.content(file);
        for (int size = blockLists.size(list); size > kept.blocks(); size--) {
            int last = blockLists.get(list, size - 1);
            list = blockLists.removeLast(list);
            inodes.setContent(file, list);
            files.removeBlock(last);
        }
        if (copied >= 0) {
            inodes.setContent(file, blockLists.append(blockLists.removeLast(list), copied));
        }
        inodes.setTimes(file, timeMillis, inodes.accessTime(file));
    }

    private void checkCut(int file, CutPoint kept, TruncateRecord cut) {
        int block = blockLists.get(inodes.content(file), kept.blocks() - 1);
        boolean inPlace = blocks.id(block) == cut.getBlockId();
        require(inPlace || blocks.slots().canTake(cut.getBlockId()), "the block id is not the next one");
        require(!cut.getLeaseHolder().isEmpty(), "a lease without a holder");
        files.requireNextStamp(cut.getGenerationStamp());
    }

    /** The block's slot where a copy takes its place in the file; otherwise -1. */
    private int cut(int file, CutPoint kept, TruncateRecord cut) {
        int block = blockLists.get(inodes.content(file), kept.blocks() - 1);
        boolean inPlace = blocks.id(block) == cut.getBlockId();
        namespace.setLastGenerationStamp(cut.getGenerationStamp());
        inodes.setUnderConstruction(file, true);
        namespace
                .leases()
                .put(new LeaseTable.Lease(
                        cut.getInodeId(),
                        cut.getLeaseHolder(),
                        cut.getClientMachine(),
                        inPlace ? 0 : blocks.id(block)));
        if (inPlace) {
            blocks.set(block, BlockState.TRUNCATING, kept.lastBytes());
            events.blockReopened(block, cut.getBlockId());
            return -1;
        }
        int copy = blocks.add(cut.getBlockId(), cut.getGenerationStamp(), file);
        blocks.set(copy, BlockState.TRUNCATING, kept.lastBytes());
        events.blockAdded(copy, cut.getBlockId());
        return copy;
    }
}
