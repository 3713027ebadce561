package dev.cairnfs.namenode.state;

import static dev.cairnfs.namenode.state.Replay.require;

import com.google.protobuf.ByteString;
import dev.cairnfs.namenode.record.CreateFileRecord;
import dev.cairnfs.namenode.record.DeleteRecord;
import dev.cairnfs.namenode.record.MkdirRecord;
import dev.cairnfs.namenode.record.ReclaimRecord;
import dev.cairnfs.namenode.record.RenameRecord;

/** Changes of the tree: what is in which directory. */
final class TreeReplay {
    private final Namespace namespace;
    private final InodeStore inodes;
    private final DirectoryIndex index;
    private final FileReplay files;

    TreeReplay(Namespace namespace, FileReplay files) {
        this.namespace = namespace;
        this.inodes = namespace.inodeStore();
        this.index = namespace.index();
        this.files = files;
    }

    void mkdir(long timeMillis, MkdirRecord record) {
        Attributes attributes =
                new Attributes(record.getOwner(), record.getGroup(), checkedMode(record.getMode()), 0, 0, 0);
        add(record.getInodeId(), InodeStore.DIRECTORY, record.getParentId(), record.getName(), attributes, timeMillis);
    }

    void createFile(long timeMillis, CreateFileRecord record) {
        int replication = record.getReplication();
        require(replication >= 1 && replication <= AttributeReplay.REPLICATION_MAX, "a replication out of range");
        require(record.getBlockSizeBytes() > 0, "a file without a block size");
        require(!record.getLeaseHolder().isEmpty(), "a lease without a holder");
        Attributes attributes = new Attributes(
                record.getOwner(),
                record.getGroup(),
                checkedMode(record.getMode()),
                replication,
                record.getBlockSizeBytes(),
                record.getStoragePolicy());
        int slot = add(
                record.getInodeId(), InodeStore.FILE, record.getParentId(), record.getName(), attributes, timeMillis);
        inodes.setUnderConstruction(slot, true);
        namespace
                .leases()
                .put(new LeaseTable.Lease(record.getInodeId(), record.getLeaseHolder(), record.getClientMachine(), 0));
    }

    private static int checkedMode(int mode) {
        require(mode >= 0 && mode <= AttributeReplay.MODE_MAX, "a mode beyond 01777");
        return mode;
    }

    private int add(long id, int kind, long parentId, ByteString nameBytes, Attributes attributes, long timeMillis) {
        NameKey name = checkedName(nameBytes);
        int parent = attachedDirectory(parentId);
        require(index.find(parent, name) < 0, "the name is taken");
        require(inodes.slots().canTake(id), "the inode id is not the next one");
        int slot = inodes.add(id, kind, parent, name, attributes, timeMillis);
        link(slot, parent, timeMillis);
        return slot;
    }

    private static NameKey checkedName(ByteString name) {
        int length = name.size();
        require(length >= 1 && length <= NameArena.NAME_BYTES_MAX, "a name of " + length + " bytes");
        byte[] bytes = name.toByteArray();
        for (byte b : bytes) {
            require(b != 0 && b != '/', "a name with a slash or a NUL");
        }
        return NameKey.of(bytes);
    }

    private int attachedDirectory(long id) {
        int slot = inodes.slot(id);
        require(slot >= 0 && inodes.isDirectory(slot), "the parent is no directory");
        require(namespace.isAttached(id), "the parent is deleted");
        return slot;
    }

    private void link(int slot, int parent, long timeMillis) {
        index.insert(slot);
        inodes.setContent(parent, inodes.content(parent) + 1);
        touch(parent, timeMillis);
    }

    private void unlink(int slot, int parent) {
        index.remove(slot);
        inodes.setContent(parent, inodes.content(parent) - 1);
    }

    private void touch(int directory, long timeMillis) {
        inodes.setTimes(directory, timeMillis, inodes.accessTime(directory));
    }

    void rename(long timeMillis, RenameRecord record) {
        int slot = inodes.slot(record.getInodeId());
        require(slot > InodeStore.ROOT_SLOT && namespace.isAttached(record.getInodeId()), "the source does not exist");
        NameKey name = checkedName(record.getNewName());
        int target = attachedDirectory(record.getNewParentId());
        require(index.find(target, name) < 0, "the destination exists");
        for (int above = target; above > InodeStore.ROOT_SLOT; above = inodes.parent(above)) {
            require(above != slot, "the destination lies below the source");
        }
        int source = inodes.parent(slot);
        unlink(slot, source);
        touch(source, timeMillis);
        inodes.setName(slot, name);
        inodes.setParent(slot, target);
        link(slot, target, timeMillis);
    }

    void delete(long timeMillis, DeleteRecord record) {
        int slot = inodes.slot(record.getInodeId());
        require(slot > InodeStore.ROOT_SLOT && namespace.isAttached(record.getInodeId()), "the inode does not exist");
        delete(timeMillis, slot);
    }

    /** Detaches what is attached. */
    void delete(long timeMillis, int slot) {
        int parent = inodes.parent(slot);
        unlink(slot, parent);
        touch(parent, timeMillis);
        if (inodes.isDirectory(slot) && inodes.content(slot) > 0) {
            namespace.reclaimStack().push(slot);
        } else {
            free(slot);
        }
    }

    private void free(int slot) {
        if (!inodes.isDirectory(slot)) {
            files.dropContent(slot);
        }
        inodes.remove(slot);
    }

    /**
     * Frees inodes from the latest detached tree on: always the first entry of the first directory that is found by
     * going down first entries, a directory behind its entries.
     */
    void reclaim(ReclaimRecord record) {
        require(record.getInodesMax() > 0, "a reclaim of nothing");
        require(namespace.hasReclaimable(), "there is nothing to reclaim");
        int left = record.getInodesMax();
        ReclaimStack stack = namespace.reclaimStack();
        int slot = stack.head();
        while (left > 0 && slot >= 0) {
            while (inodes.isDirectory(slot) && inodes.content(slot) > 0) {
                slot = index.firstChild(slot);
            }
            int parent = inodes.parent(slot);
            if (slot == stack.head()) {
                stack.pop();
                parent = stack.head();
            } else {
                unlink(slot, parent);
            }
            free(slot);
            slot = parent;
            left--;
        }
    }
}
