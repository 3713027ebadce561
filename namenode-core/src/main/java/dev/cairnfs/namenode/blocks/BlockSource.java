package dev.cairnfs.namenode.blocks;

import dev.cairnfs.namenode.state.BlockState;
import dev.cairnfs.namenode.state.BlockTable;
import dev.cairnfs.namenode.state.Namespace;

/** What the soft state reads of the hard state; narrow, so that tests need no namespace. */
interface BlockSource {
    /** The id's slot, or -1 when the block does not exist. */
    int slot(long blockId);

    /** The id of the block in the slot, or 0 for a free slot. */
    long id(int slot);

    /** One more than the highest slot ever used. */
    int slotLimit();

    long count();

    long generationStamp(int slot);

    /** Length in bytes; while the block is under construction what is known of it, at least 0. */
    long numBytes(int slot);

    BlockState state(int slot);

    /** The slot of the block of which this one is a copy that is being made by a truncate; -1 when it is none. */
    int copiedFrom(int slot);

    /** Replicas wanted for the block in the slot; at least 1. */
    int replication(int slot);

    /** No block has been given this generation stamp or a later one. */
    long nextGenerationStamp();

    /** Files that are being written. */
    int openFiles();

    /** The path of the block's file. */
    String path(int slot);

    static BlockSource of(Namespace namespace) {
        BlockTable blocks = namespace.blocks();
        return new BlockSource() {
            @Override
            public int slot(long blockId) {
                return blocks.slot(blockId);
            }

            @Override
            public long id(int slot) {
                return blocks.id(slot);
            }

            @Override
            public int slotLimit() {
                return blocks.slotLimit();
            }

            @Override
            public long count() {
                return blocks.count();
            }

            @Override
            public long generationStamp(int slot) {
                return blocks.generationStamp(slot);
            }

            @Override
            public long numBytes(int slot) {
                return blocks.numBytes(slot);
            }

            @Override
            public BlockState state(int slot) {
                return blocks.state(slot);
            }

            @Override
            public int copiedFrom(int slot) {
                long copied = namespace.leases().copiedBlock(blocks.file(slot));
                return copied == 0 || blocks.state(slot) != BlockState.TRUNCATING ? -1 : blocks.slot(copied);
            }

            @Override
            public int replication(int slot) {
                return Math.max(1, namespace.inodes().replication(blocks.file(slot)));
            }

            @Override
            public long nextGenerationStamp() {
                return namespace.nextGenerationStamp();
            }

            @Override
            public int openFiles() {
                return namespace.leases().openFileCount();
            }

            @Override
            public String path(int slot) {
                return namespace.pathOf(blocks.file(slot));
            }
        };
    }
}
