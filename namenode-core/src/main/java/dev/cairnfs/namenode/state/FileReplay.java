package dev.cairnfs.namenode.state;

import static dev.cairnfs.namenode.state.Replay.require;

import dev.cairnfs.namenode.record.AbandonBlockRecord;
import dev.cairnfs.namenode.record.AddBlockRecord;
import dev.cairnfs.namenode.record.AppendRecord;
import dev.cairnfs.namenode.record.CloseFileRecord;
import dev.cairnfs.namenode.record.CommitBlockRecord;
import dev.cairnfs.namenode.record.NextGenerationStampRecord;
import dev.cairnfs.namenode.record.ReassignLeaseRecord;
import dev.cairnfs.namenode.record.UpdateBlockRecord;

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
        int block = unfinishedBlock(file, blockId);
        require(blocks.state(block).isBeingWritten(), "the block is not under construction");
        return block;
    }

    private int unfinishedBlock(int file, long blockId) {
        int list = inodes.content(file);
        int size = blockLists.size(list);
        require(size > 0, "the file has no block");
        int block = blockLists.get(list, size - 1);
        require(blocks.id(block) == blockId, "the block is not the file's last one");
        require(blocks.state(block).isUnfinished(), "the block is not under construction");
        return block;
    }

    void addBlock(AddBlockRecord record) {
        int file = openFile(record.getInodeId());
        int list = inodes.content(file);
        int size = blockLists.size(list);
        require(
                size == 0 || !blocks.state(blockLists.get(list, size - 1)).isUnfinished(),
                "the block before is still under construction");
        require(blocks.slots().canTake(record.getBlockId()), "the block id is not the next one");
        requireNextStamp(record.getGenerationStamp());
        int block = blocks.add(record.getBlockId(), record.getGenerationStamp(), file);
        namespace.setLastGenerationStamp(record.getGenerationStamp());
        inodes.setContent(file, blockLists.append(list, block));
        events.blockAdded(block, record.getBlockId());
    }

    void commitBlock(CommitBlockRecord record) {
        int block = unfinishedBlock(openFile(record.getInodeId()), record.getBlockId());
        long stamp = record.getGenerationStamp();
        long length = record.getLengthBytes();
        boolean truncating = blocks.state(block) == BlockState.TRUNCATING;
        require(!truncating || length == blocks.numBytes(block), "another length than the truncate's");
        require(stamp >= blocks.generationStamp(block) && stamp <= BlockTable.STAMP_MAX, "an old generation stamp");
        require(length >= 0 && length <= BlockTable.LENGTH_MAX, "a length out of range");
        blocks.setStamp(block, stamp);
        blocks.set(block, BlockState.COMMITTED, length);
        namespace.setLastGenerationStamp(Math.max(stamp, namespace.nextGenerationStamp() - 1));
        events.blockCommitted(block, record.getBlockId());
    }

    void updateBlock(UpdateBlockRecord record) {
        int block = lastBlock(openFile(record.getInodeId()), record.getBlockId());
        long stamp = record.getGenerationStamp();
        long length = record.getLengthBytes();
        require(stamp >= blocks.generationStamp(block), "an old generation stamp");
        require(stamp < namespace.nextGenerationStamp(), "a stamp that was not given out");
        require(length >= blocks.numBytes(block) && length <= BlockTable.LENGTH_MAX, "a length out of range");
        blocks.setStamp(block, stamp);
        blocks.set(block, blocks.state(block), length);
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
            require(!blocks.state(blockLists.get(list, i)).isUnfinished(), "a block is still under construction");
        }
        inodes.setUnderConstruction(file, false);
        inodes.setTimes(file, timeMillis, timeMillis);
        dropLease(file);
        for (int i = 0; i < size; i++) {
            int block = blockLists.get(list, i);
            // Those that were there before the file was appended to are complete.
            if (blocks.state(block) != BlockState.COMPLETE) {
                blocks.set(block, BlockState.COMPLETE, blocks.numBytes(block));
                events.blockClosed(block, blocks.id(block));
            }
        }
    }

    void append(AppendRecord record) {
        long id = record.getInodeId();
        int file = inodes.slot(id);
        require(file >= 0 && !inodes.isDirectory(file), "the file does not exist");
        require(namespace.isAttached(id), "the file is deleted");
        require(!inodes.isUnderConstruction(file), "the file is open");
        require(!record.getLeaseHolder().isEmpty(), "a lease without a holder");
        int list = inodes.content(file);
        int size = blockLists.size(list);
        require(size > 0 || !record.getReopenLastBlock(), "the file has no block");
        inodes.setUnderConstruction(file, true);
        namespace.leases().put(new LeaseTable.Lease(id, record.getLeaseHolder(), record.getClientMachine(), 0));
        if (record.getReopenLastBlock()) {
            int block = blockLists.get(list, size - 1);
            long length = blocks.numBytes(block);
            blocks.set(block, length > 0 ? BlockState.REOPENED : BlockState.UNDER_CONSTRUCTION, length);
            events.blockReopened(block, blocks.id(block));
        }
    }

    void reassignLease(ReassignLeaseRecord record) {
        openFile(record.getInodeId());
        require(!record.getNewHolder().isEmpty(), "a lease without a holder");
        namespace.leases().reassign(record.getInodeId(), record.getNewHolder());
    }

    void nextGenerationStamp(NextGenerationStampRecord record) {
        requireNextStamp(record.getGenerationStamp());
        namespace.setLastGenerationStamp(record.getGenerationStamp());
    }

    void requireNextStamp(long stamp) {
        require(stamp == namespace.nextGenerationStamp(), "the stamp is not the next one");
        require(stamp <= BlockTable.STAMP_MAX, "the generation stamps are used up");
    }

    /** Takes away what a file has beside its row: its lease and its blocks. */
    void dropContent(int file) {
        if (inodes.isUnderConstruction(file)) {
            dropLease(file);
        }
        int list = inodes.content(file);
        int size = blockLists.size(list);
        for (int i = 0; i < size; i++) {
            removeBlock(blockLists.get(list, i));
        }
        blockLists.free(list);
    }

    /** With the block of which the last one is a copy, if it is one. */
    private void dropLease(int file) {
        long copied = namespace.leases().copiedBlock(inodes.id(file));
        namespace.leases().remove(inodes.id(file));
        if (copied != 0) {
            removeBlock(blocks.slot(copied));
        }
    }

    void removeBlock(int block) {
        events.blockRemoved(block, blocks.id(block));
        blocks.remove(block);
    }
}
