package dev.cairnfs.namenode.state;

/** Shows the whole state to a visitor, row by row in an order that the state determines. */
final class StateWalk {
    /** Sees rows: the name of the table and the row's key, then the row's values. */
    interface Visitor {
        void row(String table, long key);

        void value(long value);

        void text(String text);

        void bytes(byte[] bytes);
    }

    private StateWalk() {}

    static void walk(Namespace namespace, Visitor visitor) {
        visitor.row("namespace", namespace.lastTxid());
        visitor.value(namespace.nextGenerationStamp());
        visitor.value(namespace.inodes().count());
        visitor.value(namespace.inodes().directoryCount());
        visitor.value(namespace.blocks().count());
        slots("inode-slots", namespace.inodeStore().slots(), visitor);
        for (int slot = 0; slot < namespace.inodeStore().slots().limit(); slot++) {
            if (namespace.inodeStore().isUsed(slot)) {
                inode(namespace, slot, visitor);
            }
        }
        visitor.row("entries", 0);
        namespace.index().scanAll(slot -> {
            visitor.value(slot);
            return true;
        });
        slots("block-slots", namespace.blocks().slots(), visitor);
        blocks(namespace, visitor);
        for (LeaseTable.Lease lease : namespace.leases().all()) {
            visitor.row("lease", lease.fileId());
            visitor.text(lease.holder());
            visitor.text(lease.clientMachine());
            visitor.value(lease.copiedBlock());
        }
        namespace.retryCache().walk(visitor);
        visitor.row("reclaim", 0);
        ReclaimStack stack = namespace.reclaimStack();
        for (int top = stack.head(); top >= 0; top = stack.next(top)) {
            visitor.value(top);
        }
    }

    private static void slots(String name, SlotAllocator slots, Visitor visitor) {
        visitor.row(name, slots.limit());
        for (int i = 0; i < slots.freeCount(); i++) {
            visitor.value(slots.id(slots.freeSlot(i)));
        }
    }

    private static void inode(Namespace namespace, int slot, Visitor visitor) {
        InodeStore inodes = namespace.inodeStore();
        visitor.row("inode", inodes.id(slot));
        visitor.value(inodes.isDirectory(slot) ? 1 : 0);
        visitor.value(inodes.isUnderConstruction(slot) ? 1 : 0);
        visitor.value(inodes.parent(slot));
        if (slot != InodeStore.ROOT_SLOT) {
            visitor.bytes(inodes.names().get(inodes.nameReference(slot)));
        }
        visitor.value(inodes.modificationTime(slot));
        visitor.value(inodes.accessTime(slot));
        Attributes attributes = inodes.attributes(slot);
        visitor.text(attributes.owner());
        visitor.text(attributes.group());
        visitor.value(attributes.mode());
        visitor.value(attributes.replication());
        visitor.value(attributes.blockSizeBytes());
        visitor.value(attributes.storagePolicy());
        int content = inodes.content(slot);
        if (inodes.isDirectory(slot)) {
            visitor.value(content);
        } else {
            int size = namespace.blockLists().size(content);
            for (int i = 0; i < size; i++) {
                visitor.value(namespace.blockLists().get(content, i));
            }
        }
    }

    private static void blocks(Namespace namespace, Visitor visitor) {
        BlockTable blocks = namespace.blocks();
        blocks.forEachSlot(0, blocks.slotLimit(), slot -> {
            visitor.row("block", blocks.id(slot));
            visitor.value(blocks.generationStamp(slot));
            visitor.value(blocks.numBytes(slot));
            visitor.text(blocks.state(slot).name());
            visitor.value(blocks.file(slot));
            return true;
        });
    }
}
