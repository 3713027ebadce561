package dev.cairnfs.namenode.state;

import static dev.cairnfs.namenode.state.Replay.require;

import dev.cairnfs.namenode.record.AbandonBlockRecord;
import dev.cairnfs.namenode.record.AddBlockRecord;
import dev.cairnfs.namenode.record.CloseFileRecord;
import dev.cairnfs.namenode.record.CommitBlockRecord;
import dev.cairnfs.namenode.record.ReassignLeaseRecord;

/** Changes of files' blocks and leases. */
final class FileReplay {
    private final Namespace namespace;
    private final InodeStore inodes;
    private final BlockLists blockLists;
    private final BlockTable blocks;
    private final BlockEvents events;

    FileReplay(Namespace namespace, BlockEvents events) {
        this.namespace = namespace;
        this.inodes = namespace.inodeStore();
        this.blockLists = namespace.blockLists();
        this.blocks = namespace.blocks();
        this.events = events;
    }

    private int openFile(long inodeId) {
        int slot = inodes.slot(inodeId);
        require(slot >= 0, "the file does not exist");
        require(!inodes.isDirectory(slot) && inodes.isUnderConstruction(slot), "the file is not open");
        return slot;
    }

    /** The slot of the file's last block, which must be this one and under construction. */
    private int lastBlock(int file, long blockId) {
        int list = inodes.content(file);
        int size = blockLists.size(list);
        require(size > 0, "the file has no block");
        int block = blockLists.get(list, size - 1);
        require(blocks.id(block) == blockId, "the block is not the file's last one");
        require(blocks.state(block) == BlockState.UNDER_CONSTRUCTION, "the block is not under construction");
        return block;
    }

    void addBlock(AddBlockRecord record) {
        int file = openFile(record.getInodeId());
        int list = inodes.content(file);
        int size = blockLists.size(list);
        require(
                size == 0 || blocks.state(blockLists.get(list, size - 1)) != BlockState.UNDER_CONSTRUCTION,
                "the block before is still under construction");
        require(blocks.slots().canTake(record.getBlockId()), "the block id is not the next one");
        require(record.getGenerationStamp() == namespace.nextGenerationStamp(), "the stamp is not the next one");
        require(record.getGenerationStamp() <= BlockTable.STAMP_MAX, "the generation stamps are used up");
        int block = blocks.add(record.getBlockId(), record.getGenerationStamp(), file);
        namespace.setLastGenerationStamp(record.getGenerationStamp());
        inodes.setContent(file, blockLists.append(list, block));
        events.blockAdded(block, record.getBlockId());
    }

    void commitBlock(CommitBlockRecord record) {
        int block = lastBlock(openFile(record.getInodeId()), record.getBlockId());
        long stamp = record.getGenerationStamp();
        long length = record.getLengthBytes();
        require(stamp >= blocks.generationStamp(block) && stamp <= BlockTable.STAMP_MAX, "an old generation stamp");
        require(length >= 0 && length <= BlockTable.LENGTH_MAX, "a length out of range");
        blocks.setStamp(block, stamp);
        blocks.set(block, BlockState.COMMITTED, length);
        namespace.setLastGenerationStamp(Math.max(stamp, namespace.nextGenerationStamp() - 1));
        events.blockCommitted(block, record.getBlockId());
    }

    void abandonBlock(AbandonBlockRecord record) {
        int file = openFile(record.getInodeId());
        int block = lastBlock(file, record.getBlockId());
        inodes.setContent(file, blockLists.removeLast(inodes.content(file)));
        removeBlock(block);
    }

    void closeFile(long timeMillis, CloseFileRecord record) {
        int file = openFile(record.getInodeId());
        int list = inodes.content(file);
        int size = blockLists.size(list);
        for (int i = 0; i < size; i++) {
            require(
                    blocks.state(blockLists.get(list, i)) != BlockState.UNDER_CONSTRUCTION,
                    "a block is still under construction");
        }
        inodes.setUnderConstruction(file, false);
        inodes.setTimes(file, timeMillis, timeMillis);
        namespace.leases().remove(record.getInodeId());
        for (int i = 0; i < size; i++) {
            int block = blockLists.get(list, i);
            blocks.set(block, BlockState.COMPLETE, blocks.numBytes(block));
            events.blockClosed(block, blocks.id(block));
        }
    }

    void reassignLease(ReassignLeaseRecord record) {
        openFile(record.getInodeId());
        require(!record.getNewHolder().isEmpty(), "a lease without a holder");
        namespace.leases().reassign(record.getInodeId(), record.getNewHolder());
    }

    /** Takes away what a file has beside its row: its lease and its blocks. */
    void dropContent(int file) {
        if (inodes.isUnderConstruction(file)) {
            namespace.leases().remove(inodes.id(file));
        }
        int list = inodes.content(file);
        int size = blockLists.size(list);
        for (int i = 0; i < size; i++) {
            removeBlock(blockLists.get(list, i));
        }
        blockLists.free(list);
    }

    private void removeBlock(int block) {
        events.blockRemoved(block, blocks.id(block));
        blocks.remove(block);
    }
}
