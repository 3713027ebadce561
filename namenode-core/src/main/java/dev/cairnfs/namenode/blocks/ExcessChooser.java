package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.model.StorageInfo;
import java.util.ArrayList;
import java.util.List;

/** Chooses which of too many replicas go (SPEC B4): racks are kept, then the node with the least free space gives one up. */
final class ExcessChooser {
    private ExcessChooser() {}

    /**
     * The superfluous ones.
     *
     * @param live good replicas
     * @param keep how many stay
     * @return the others; empty when there are no more than {@code keep}
     */
    static List<StorageDescriptor> choose(List<StorageDescriptor> live, int keep) {
        List<StorageDescriptor> left = new ArrayList<>(live);
        List<StorageDescriptor> chosen = new ArrayList<>();
        while (left.size() > keep) {
            StorageDescriptor next = fullest(onSharedRacks(left));
            left.remove(next);
            chosen.add(next);
        }
        return chosen;
    }

    /** Those whose rack has another replica; all, when no rack has two. */
    private static List<StorageDescriptor> onSharedRacks(List<StorageDescriptor> replicas) {
        List<StorageDescriptor> shared = new ArrayList<>();
        for (StorageDescriptor replica : replicas) {
            long sameRack = replicas.stream()
                    .filter(other -> other.node.rack.equals(replica.node.rack))
                    .count();
            if (sameRack > 1) {
                shared.add(replica);
            }
        }
        return shared.isEmpty() ? replicas : shared;
    }

    private static StorageDescriptor fullest(List<StorageDescriptor> replicas) {
        StorageDescriptor fullest = replicas.get(0);
        for (StorageDescriptor replica : replicas) {
            if (replica.node.sum(StorageInfo::remainingBytes) < fullest.node.sum(StorageInfo::remainingBytes)) {
                fullest = replica;
            }
        }
        return fullest;
    }
}
