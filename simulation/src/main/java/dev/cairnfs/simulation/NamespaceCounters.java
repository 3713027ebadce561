package dev.cairnfs.simulation;

import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.simulation.runtime.Trace;

/** A hash of what can be had of a namespace without a walk. */
final class NamespaceCounters {
    private static final int IDS_AHEAD = 3;

    private final Namespace namespace;
    private final Trace hash = new Trace();

    private NamespaceCounters(Namespace namespace) {
        this.namespace = namespace;
    }

    /** What changes with almost every transaction and can be had without a walk. */
    static long of(Namespace namespace) {
        NamespaceCounters digest = new NamespaceCounters(namespace);
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
}
