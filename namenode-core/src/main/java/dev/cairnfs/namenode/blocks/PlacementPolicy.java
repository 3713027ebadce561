package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.model.StorageInfo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * HDFS's default placement (SPEC B6): the writer's node, a node on another rack, another node on that rack, then any. Where
 * the cluster cannot give that, it takes what there is: first busy nodes, then slow and then stale ones, are let in, and one
 * rack is enough. Reads the registry, changes nothing.
 */
final class PlacementPolicy {
    private static final int RANDOM_PROBES = 8;

    private final BlockManagerSettings settings;
    private final DatanodeRegistry registry;
    private final SlowPeerTracker slowPeers;

    PlacementPolicy(BlockManagerSettings settings, DatanodeRegistry registry, SlowPeerTracker slowPeers) {
        this.settings = settings;
        this.registry = registry;
        this.slowPeers = slowPeers;
    }

    /**
     * What is to be placed.
     *
     * @param wanted replicas to add
     * @param holders nodes that must not be taken: they have the block, or must not have it
     * @param good storages with good replicas, for the racks
     * @param writer host, address or uuid of the writer; null for a copy
     * @param favored addresses to prefer
     */
    record Request(
            int wanted,
            List<DatanodeDescriptor> holders,
            List<StorageDescriptor> good,
            @Nullable String writer,
            List<String> favored,
            long blockSizeBytes,
            long nowMillis) {}

    /** How strict a pass is; passes go from strict to lenient. */
    private enum Strictness {
        IDLE_AND_FAST,
        FAST,
        FRESH,
        ANY
    }

    /** Chooses up to {@code wanted} storages in the order of choice, none if none can be had. */
    List<StorageDescriptor> choose(Request request, RandomGenerator random) {
        Choice choice = new Choice(request, random);
        for (Strictness strictness : Strictness.values()) {
            choice.pass(strictness);
        }
        return choice.chosen;
    }

    /** One additional replica on a rack that has none yet; null when there is no such node. */
    @Nullable
    StorageDescriptor chooseOnNewRack(Request request, RandomGenerator random) {
        Choice choice = new Choice(request, random);
        Predicate<DatanodeDescriptor> newRack =
                node -> request.good.stream().noneMatch(replica -> replica.node.rack.equals(node.rack));
        for (Strictness strictness : Strictness.values()) {
            choice.strictness = strictness;
            if (choice.take(newRack)) {
                return choice.chosen.get(0);
            }
        }
        return null;
    }

    /** Orders a pipeline so that each hop is short, beginning at the writer (null: anywhere). */
    static List<StorageDescriptor> pipeline(List<StorageDescriptor> storages, @Nullable String writer) {
        List<StorageDescriptor> left = new ArrayList<>(storages);
        List<StorageDescriptor> ordered = new ArrayList<>();
        DatanodeDescriptor from = null;
        for (StorageDescriptor storage : storages) {
            if (writer != null && from == null && storage.node.named(writer)) {
                from = storage.node;
            }
        }
        while (!left.isEmpty()) {
            StorageDescriptor nearest = left.get(0);
            for (StorageDescriptor candidate : left) {
                if (from != null && distance(from, candidate.node) < distance(from, nearest.node)) {
                    nearest = candidate;
                }
            }
            left.remove(nearest);
            ordered.add(nearest);
            from = nearest.node;
        }
        return ordered;
    }

    static int distance(DatanodeDescriptor from, DatanodeDescriptor to) {
        return from == to ? 0 : NetworkTopology.distance(from.rack, to.rack);
    }

    /** One choice under way. */
    private final class Choice {
        private final Request request;
        private final RandomGenerator random;
        /** The favored first. */
        private final List<StorageDescriptor> chosen = new ArrayList<>();

        private int favoredTaken;
        private final List<DatanodeDescriptor> candidates = new ArrayList<>();
        private final double loadMax;
        private final int rackMax;
        private Strictness strictness = Strictness.IDLE_AND_FAST;

        Choice(Request request, RandomGenerator random) {
            this.request = request;
            this.random = random;
            long xceivers = 0;
            int inService = 0;
            for (DatanodeDescriptor node : registry.nodes()) {
                if (node.inService()) {
                    inService++;
                    xceivers += node.xceivers;
                    if (!request.holders.contains(node)) {
                        candidates.add(node);
                    }
                }
            }
            this.loadMax = inService == 0 ? 0 : settings.placement().loadFactor() * xceivers / inService;
            this.rackMax = rackMax(request.wanted + request.good.size());
        }

        /** HDFS's bound that keeps a block's replicas from all being on one rack. */
        private int rackMax(int replicas) {
            int racks = registry.liveRackCount();
            if (racks <= 1 || replicas <= 1) {
                return Integer.MAX_VALUE;
            }
            int max = (replicas - 1) / racks + 2;
            return max == replicas ? max - 1 : max;
        }

        void pass(Strictness howStrict) {
            strictness = howStrict;
            for (String favored : request.favored) {
                if (open() && take(node -> node.named(favored))) {
                    favoredTaken++;
                    Collections.rotate(chosen.subList(favoredTaken - 1, chosen.size()), 1);
                }
            }
            while (open() && takeNext()) {
                // Goes on until there are enough, or nothing fits.
            }
        }

        private boolean open() {
            return chosen.size() < request.wanted;
        }

        private boolean takeNext() {
            List<DatanodeDescriptor> placed = new ArrayList<>();
            request.good.forEach(replica -> placed.add(replica.node));
            // As in HDFS the others are placed as if there were no favored ones.
            chosen.subList(favoredTaken, chosen.size()).forEach(replica -> placed.add(replica.node));
            if (placed.isEmpty()) {
                return takeFirst();
            }
            if (placed.size() == 1) {
                return takeOffRack(placed.get(0).rack) || take(any -> true);
            }
            if (placed.size() == 2) {
                String first = placed.get(0).rack;
                String second = placed.get(1).rack;
                boolean taken = first.equals(second)
                        ? takeOffRack(first)
                        // A new block joins the second rack; a lost replica comes back to the source's.
                        : takeOnRack(request.good.isEmpty() ? second : first);
                return taken || take(any -> true);
            }
            return take(any -> true);
        }

        private boolean takeFirst() {
            String writer = request.writer;
            if (writer == null) {
                return take(any -> true);
            }
            if (take(node -> node.named(writer))) {
                return true;
            }
            DatanodeDescriptor near = registry.liveNamed(writer);
            if (near != null && takeOnRack(near.rack)) {
                return true;
            }
            return take(any -> true);
        }

        private boolean takeOnRack(String rack) {
            return take(node -> node.rack.equals(rack));
        }

        private boolean takeOffRack(String rack) {
            return take(node -> !node.rack.equals(rack));
        }

        /** Takes a random suitable node; a few random probes find one at once in a large cluster. */
        private boolean take(Predicate<DatanodeDescriptor> where) {
            int count = candidates.size();
            if (count == 0) {
                return false;
            }
            for (int probe = 0; probe < RANDOM_PROBES; probe++) {
                if (takeIfGood(candidates.get(random.nextInt(count)), where)) {
                    return true;
                }
            }
            int start = random.nextInt(count);
            for (int i = 0; i < count; i++) {
                if (takeIfGood(candidates.get((start + i) % count), where)) {
                    return true;
                }
            }
            return false;
        }

        private boolean takeIfGood(DatanodeDescriptor node, Predicate<DatanodeDescriptor> where) {
            if (!where.test(node) || !admits(node) || !rackHasRoom(node.rack)) {
                return false;
            }
            StorageDescriptor storage = storage(node);
            if (storage == null) {
                return false;
            }
            chosen.add(storage);
            candidates.remove(node);
            return true;
        }

        private boolean admits(DatanodeDescriptor node) {
            boolean fresh = !node.stale(request.nowMillis, settings);
            boolean idle = !settings.placement().considerLoad() || node.xceivers <= loadMax;
            return switch (strictness) {
                case IDLE_AND_FAST -> idle && fresh && isFast(node);
                case FAST -> fresh && isFast(node);
                case FRESH -> fresh;
                case ANY -> true;
            };
        }

        private boolean isFast(DatanodeDescriptor node) {
            return !slowPeers.isSlow(node, request.nowMillis);
        }

        private boolean rackHasRoom(String rack) {
            int there = 0;
            for (StorageDescriptor replica : request.good) {
                there += replica.node.rack.equals(rack) ? 1 : 0;
            }
            for (StorageDescriptor replica : chosen) {
                there += replica.node.rack.equals(rack) ? 1 : 0;
            }
            // In the last pass a replica in the wrong place is better than none.
            return there < rackMax || strictness == Strictness.ANY;
        }

        /** A volume with room, chosen at random; room for what is already planned for the node is set aside. */
        private @Nullable StorageDescriptor storage(DatanodeDescriptor node) {
            long needed = request.blockSizeBytes * settings.placement().minBlocksForWrite();
            long setAside = request.blockSizeBytes * node.blocksScheduled();
            if (node.sum(StorageInfo::remainingBytes) - setAside < needed) {
                return null;
            }
            List<StorageDescriptor> roomy = new ArrayList<>();
            for (StorageDescriptor storage : node.storages.values()) {
                if (storage.usable() && storage.info.remainingBytes() >= needed) {
                    roomy.add(storage);
                }
            }
            return roomy.isEmpty() ? null : roomy.get(random.nextInt(roomy.size()));
        }
    }
}
