package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ReplicaState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Chooses the pipeline of a new block. */
final class TargetChooser {
    private final SoftTables tables;
    private final PlacementPolicy placement;

    TargetChooser(SoftTables tables, PlacementPolicy placement) {
        this.tables = tables;
        this.placement = placement;
    }

    /** See {@link BlockView#chooseTargets}. */
    List<BlockLocation> choose(TargetRequest request, RandomGenerator random) throws HdfsException {
        String writer = request.flags().contains(AddBlockFlag.IGNORE_CLIENT_LOCALITY) ? null : request.writerAddress();
        List<StorageDescriptor> chosen = List.of();
        if (writer != null && keepsAway(request)) {
            chosen = choose(request, writer, withWriter(barred(request.excluded()), writer, request), random);
        }
        if (chosen.size() < request.count()) {
            chosen = choose(request, writer, barred(request.excluded()), random);
        }
        int minimum = tables.settings.replicationMin();
        if (chosen.size() < minimum) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "File " + request.path() + " could only be written to " + chosen.size() + " of the " + minimum
                            + " minReplication nodes. There are " + tables.registry.liveCount()
                            + " datanode(s) running and "
                            + (request.excluded().isEmpty()
                                    ? "no"
                                    : request.excluded().size())
                            + " node(s) are excluded in this operation.");
        }
        return PlacementPolicy.pipeline(chosen, writer).stream()
                .map(storage -> storage.location(ReplicaState.RBW))
                .toList();
    }

    private List<StorageDescriptor> choose(
            TargetRequest request, @Nullable String writer, List<DatanodeDescriptor> barred, RandomGenerator random) {
        return placement.choose(
                new PlacementPolicy.Request(
                        request.count(),
                        barred,
                        List.of(),
                        writer,
                        request.favored(),
                        request.blockSizeBytes(),
                        tables.nowMillis),
                random);
    }

    private static boolean keepsAway(TargetRequest request) {
        return request.flags().contains(AddBlockFlag.NO_LOCAL_WRITE)
                || request.flags().contains(AddBlockFlag.NO_LOCAL_RACK);
    }

    /** Bars the writer's nodes, or all of its rack, but for those that the writer favors. */
    private List<DatanodeDescriptor> withWriter(List<DatanodeDescriptor> barred, String writer, TargetRequest request) {
        boolean offHost = request.flags().contains(AddBlockFlag.NO_LOCAL_WRITE);
        String rack = request.flags().contains(AddBlockFlag.NO_LOCAL_RACK) ? rackToAvoid(writer) : null;
        for (DatanodeDescriptor node : tables.registry.nodes()) {
            boolean near = (offHost && node.named(writer)) || node.rack.equals(rack);
            if (near && request.favored().stream().noneMatch(node::named)) {
                barred.add(node);
            }
        }
        return barred;
    }

    /** The writer's rack; null when it has none, or when a single rack would be left, which is too few for a block. */
    private @Nullable String rackToAvoid(String writer) {
        DatanodeDescriptor own = tables.registry.liveNamed(writer);
        return own == null || tables.registry.liveRackCount() <= 2 ? null : own.rack;
    }

    /** See {@link BlockView#chooseAdditional}. */
    List<BlockLocation> chooseAdditional(List<ReplicaPlace> existing, TargetRequest wanted, RandomGenerator random)
            throws HdfsException {
        List<StorageDescriptor> pipeline = new ArrayList<>();
        List<DatanodeDescriptor> barred = barred(wanted.excluded());
        for (ReplicaPlace place : existing) {
            DatanodeDescriptor node = tables.registry.find(place.datanodeUuid());
            StorageDescriptor storage = node == null ? null : node.storages.get(place.storageId());
            if (storage == null) {
                throw new HdfsException(
                        ErrorCode.UNREGISTERED_NODE,
                        "DataNode " + place.datanodeUuid() + " with the storage " + place.storageId()
                                + " is not registered");
            }
            pipeline.add(storage);
            barred.add(storage.node);
        }
        PlacementPolicy.Request request = new PlacementPolicy.Request(
                wanted.count(),
                barred,
                List.copyOf(pipeline),
                wanted.writerAddress(),
                wanted.favored(),
                wanted.blockSizeBytes(),
                tables.nowMillis);
        pipeline.addAll(placement.choose(request, random));
        return pipeline.stream()
                .map(storage -> storage.location(ReplicaState.RBW))
                .toList();
    }

    private List<DatanodeDescriptor> barred(Set<String> excluded) {
        List<DatanodeDescriptor> barred = new ArrayList<>();
        for (DatanodeDescriptor node : tables.registry.nodes()) {
            if (excluded.contains(node.id.uuid()) || excluded.contains(node.id.transferAddress())) {
                barred.add(node);
            }
        }
        return barred;
    }
}
