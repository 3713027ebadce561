package dev.cairnfs.namenode.blocks;

import java.util.ArrayList;
import java.util.List;

/** A block's replicas, sorted by how far they count. Replicas on storages that are gone are in no class. */
final class ReplicaCounts {
    /** Good replicas on live nodes that nobody was told to delete. */
    final List<StorageDescriptor> live = new ArrayList<>(4);

    final List<StorageDescriptor> corrupt = new ArrayList<>(0);
    /** Good ones that are superfluous and being deleted. */
    final List<StorageDescriptor> excess = new ArrayList<>(0);

    /** Live replicas of which it is not certain that they are still there. */
    int uncertain() {
        int uncertain = 0;
        for (StorageDescriptor storage : live) {
            uncertain += storage.contentsStale ? 1 : 0;
        }
        return uncertain;
    }

    static int racks(List<StorageDescriptor> storages) {
        int racks = 0;
        for (int i = 0; i < storages.size(); i++) {
            boolean first = true;
            for (int j = 0; j < i && first; j++) {
                first = !storages.get(i).node.rack.equals(storages.get(j).node.rack);
            }
            racks += first ? 1 : 0;
        }
        return racks;
    }
}
