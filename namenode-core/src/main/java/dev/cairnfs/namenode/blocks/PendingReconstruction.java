package dev.cairnfs.namenode.blocks;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Replicas that are on their way: copies that were ordered, and those of a pipeline whose report is still missing when the
 * file is closed. They count as there until they arrive, time out, or their node dies.
 */
final class PendingReconstruction {
    /** @param source who sends it; null when a client's pipeline does */
    private record Arrival(@Nullable DatanodeDescriptor source, DatanodeDescriptor target, long sinceMillis) {}

    private final Map<Integer, List<Arrival>> bySlot = new TreeMap<>();

    void add(int slot, @Nullable DatanodeDescriptor source, DatanodeDescriptor target, long nowMillis) {
        if (source != null) {
            source.activeTransfers++;
        }
        bySlot.computeIfAbsent(slot, any -> new ArrayList<>()).add(new Arrival(source, target, nowMillis));
    }

    int count(int slot) {
        List<Arrival> arrivals = bySlot.get(slot);
        return arrivals == null ? 0 : arrivals.size();
    }

    List<DatanodeDescriptor> targets(int slot) {
        List<Arrival> arrivals = bySlot.getOrDefault(slot, List.of());
        return arrivals.stream().map(Arrival::target).toList();
    }

    /** Blocks with something on its way. */
    int blocks() {
        return bySlot.size();
    }

    void arrived(int slot, DatanodeDescriptor target) {
        removeIf(slot, arrival -> arrival.target == target);
    }

    void remove(int slot) {
        removeIf(slot, arrival -> true);
    }

    /** Gives up what is overdue, or goes to or comes from a node that is not alive; returns the blocks concerned. */
    List<Integer> expire(long nowMillis, long timeoutMillis) {
        List<Integer> concerned = new ArrayList<>();
        for (int slot : List.copyOf(bySlot.keySet())) {
            boolean any = removeIf(
                    slot,
                    arrival -> nowMillis - arrival.sinceMillis > timeoutMillis
                            || !arrival.target.alive
                            || (arrival.source != null && !arrival.source.alive));
            if (any) {
                concerned.add(slot);
            }
        }
        return concerned;
    }

    private boolean removeIf(int slot, Predicate<Arrival> which) {
        List<Arrival> arrivals = bySlot.get(slot);
        if (arrivals == null) {
            return false;
        }
        boolean any = false;
        for (Iterator<Arrival> walk = arrivals.iterator(); walk.hasNext(); ) {
            Arrival arrival = walk.next();
            if (which.test(arrival)) {
                walk.remove();
                any = true;
                if (arrival.source != null && arrival.source.activeTransfers > 0) {
                    arrival.source.activeTransfers--;
                }
            }
        }
        if (arrivals.isEmpty()) {
            bySlot.remove(slot);
        }
        return any;
    }
}
