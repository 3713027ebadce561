package dev.cairnfs.namenode.state;

import static dev.cairnfs.namenode.state.Replay.require;

import dev.cairnfs.namenode.record.SetOwnerRecord;
import dev.cairnfs.namenode.record.SetPermissionRecord;
import dev.cairnfs.namenode.record.SetReplicationRecord;
import dev.cairnfs.namenode.record.SetTimesRecord;

/** Changes of single inodes' attributes. */
final class AttributeReplay {
    static final int MODE_MAX = 01777;
    static final int REPLICATION_MAX = 0x7FFF;

    private final InodeStore inodes;
    private final BlockLists blockLists;
    private final BlockTable blocks;
    private final BlockEvents events;

    AttributeReplay(Namespace namespace, BlockEvents events) {
        this.inodes = namespace.inodeStore();
        this.blockLists = namespace.blockLists();
        this.blocks = namespace.blocks();
        this.events = events;
    }

    private int slot(long inodeId) {
        int slot = inodes.slot(inodeId);
        require(slot >= 0, "the inode does not exist");
        return slot;
    }

    void setPermission(SetPermissionRecord record) {
        int slot = slot(record.getInodeId());
        require(record.getMode() >= 0 && record.getMode() <= MODE_MAX, "a mode beyond 01777");
        inodes.setAttributes(slot, inodes.attributes(slot).withMode(record.getMode()));
    }

    void setOwner(SetOwnerRecord record) {
        int slot = slot(record.getInodeId());
        Attributes old = inodes.attributes(slot);
        inodes.setAttributes(
                slot,
                old.withOwner(
                        record.hasOwner() ? record.getOwner() : old.owner(),
                        record.hasGroup() ? record.getGroup() : old.group()));
    }

    void setTimes(SetTimesRecord record) {
        int slot = slot(record.getInodeId());
        inodes.setTimes(
                slot,
                record.hasMtimeMillis() ? record.getMtimeMillis() : inodes.modificationTime(slot),
                record.hasAtimeMillis() ? record.getAtimeMillis() : inodes.accessTime(slot));
    }

    void setReplication(SetReplicationRecord record) {
        int slot = slot(record.getInodeId());
        int replication = record.getReplication();
        require(!inodes.isDirectory(slot), "a directory has no replication");
        require(replication >= 1 && replication <= REPLICATION_MAX, "a replication out of range");
        inodes.setAttributes(slot, inodes.attributes(slot).withReplication(replication));
        int list = inodes.content(slot);
        int size = blockLists.size(list);
        for (int i = 0; i < size; i++) {
            int block = blockLists.get(list, i);
            events.replicationChanged(block, blocks.id(block), replication);
        }
    }
}
