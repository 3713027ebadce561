package dev.cairnfs.simulation;

import dev.cairnfs.namenode.state.BlockTable;
import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.Namespace;

/** Walks all that can be read of a namespace into a hash: equal states have equal digests. */
final class NamespaceDigest {
    private static final int IDS_AHEAD = 3;

    private final Namespace namespace;
    private final Trace hash = new Trace();

    private NamespaceDigest(Namespace namespace) {
        this.namespace = namespace;
    }

    static long of(Namespace namespace) {
        NamespaceDigest digest = new NamespaceDigest(namespace);
        digest.addCounters();
        digest.addInode(Namespace.ROOT_ID);
        digest.addBlocks();
        digest.addLeases();
        return digest.hash.hash();
    }

    /** What changes with almost every transaction and can be had without a walk. */
    static long quick(Namespace namespace) {
        NamespaceDigest digest = new NamespaceDigest(namespace);
        digest.addCounters();
        return digest.hash.hash();
    }

    private void addCounters() {
        InodeTable inodes = namespace.inodes();
        hash.add(namespace.lastTxid());
        hash.add(namespace.nextGenerationStamp());
        hash.add(namespace.blocks().peekNextId());
        hash.add(namespace.blocks().count());
        hash.add(namespace.blocks().slotLimit());
        for (int ahead = 0; ahead < IDS_AHEAD; ahead++) {
            hash.add(inodes.peekNextId(ahead));
        }
        hash.add(inodes.count());
        hash.add(inodes.directoryCount());
        hash.add(namespace.leases().openFileCount());
        hash.add(namespace.hasReclaimable() ? 1 : 0);
    }

    private void addInode(long id) {
        InodeTable inodes = namespace.inodes();
        hash.add(id);
        hash.add(inodes.parent(id));
        hash.add(inodes.name(id));
        hash.add(inodes.owner(id));
        hash.add(inodes.group(id));
        hash.add(inodes.mode(id));
        hash.add(inodes.modificationTime(id));
        if (inodes.isDirectory(id)) {
            hash.add(inodes.childCount(id));
            inodes.forEachChild(id, new byte[0], child -> {
                addInode(child);
                return true;
            });
        } else {
            addFile(id);
        }
    }

    private void addFile(long id) {
        InodeTable inodes = namespace.inodes();
        hash.add(inodes.accessTime(id));
        hash.add(inodes.replication(id));
        hash.add(inodes.blockSize(id));
        hash.add(inodes.storagePolicy(id));
        hash.add(inodes.fileLength(id));
        boolean open = inodes.isUnderConstruction(id);
        hash.add(open ? 1 : 0);
        for (int i = 0; i < inodes.blockCount(id); i++) {
            hash.add(inodes.block(id, i));
        }
    }

    private void addBlocks() {
        BlockTable blocks = namespace.blocks();
        blocks.forEachSlot(0, blocks.slotLimit(), slot -> {
            hash.add(slot);
            hash.add(blocks.id(slot));
            hash.add(blocks.generationStamp(slot));
            hash.add(blocks.numBytes(slot));
            hash.add(blocks.state(slot).name());
            hash.add(blocks.file(slot));
            return true;
        });
    }

    private void addLeases() {
        namespace.leases().holders().forEach((holder, files) -> {
            hash.add(holder);
            for (long file : namespace.leases().files(holder)) {
                hash.add(file);
                hash.add(String.valueOf(namespace.leases().clientMachine(file)));
            }
        });
    }
}
