package dev.cairnfs.datanode.replica;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaState;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All replicas of a DataNode by block id: an open-addressing table in primitive columns, about 35 bytes a replica. At
 * most one replica of a block is in it, and its state changes only through {@link ReplicaTransitions}.
 *
 * <p>Not thread-safe: its owner synchronises.
 */
public final class ReplicaTable {
    private static final int INITIAL_CAPACITY = 1024;

    private long[] ids = new long[INITIAL_CAPACITY];
    private long[] stamps = new long[INITIAL_CAPACITY];
    private long[] lengths = new long[INITIAL_CAPACITY];
    private short[] volumes = new short[INITIAL_CAPACITY];
    // The state's number plus one; 0 marks a free slot.
    private byte[] states = new byte[INITIAL_CAPACITY];
    private int size;

    public int size() {
        return size;
    }

    public @Nullable Replica get(long blockId) {
        int slot = find(blockId);
        return states[slot] == 0 ? null : at(slot);
    }

    /**
     * The replica of a block that must be there.
     *
     * @throws HdfsException ({@link ErrorCode#REPLICA_NOT_FOUND})
     */
    public Replica require(Block block) throws HdfsException {
        Replica replica = get(block.blockId());
        if (replica == null) {
            throw new HdfsException(ErrorCode.REPLICA_NOT_FOUND, "Replica not found for " + block);
        }
        return replica;
    }

    /** Begins a replica: {@link ReplicaEvent#CREATE_RBW} or {@link ReplicaEvent#CREATE_TEMPORARY}. */
    public void create(Block block, ReplicaEvent event, int volume) throws HdfsException {
        ReplicaState created;
        try {
            created = ReplicaTransitions.next(stateOf(block.blockId()), event);
        } catch (HdfsException e) {
            throw new HdfsException(e.code(), block + ": " + e.getMessage(), e);
        }
        put(new Block(block.blockId(), block.generationStamp(), 0), Objects.requireNonNull(created), volume);
    }

    /** Takes in a replica that was found on disk, in the state that it has after a restart. */
    public void restore(Replica found) {
        switch (found.state()) {
            case FINALIZED, RWR, RBW -> put(found.block(), found.state(), found.volume());
            case TEMPORARY, RUR ->
                throw new IllegalArgumentException("no replica is " + found.state() + " after a restart");
        }
    }

    /**
     * Applies an event to a replica.
     *
     * @param block with the length that the replica has from now on
     * @return the replica after it, or null when it is gone
     * @throws HdfsException when it is not there, has another generation stamp, or the event is not allowed
     */
    public @Nullable Replica apply(Block block, ReplicaEvent event) throws HdfsException {
        return apply(block, event, block);
    }

    /**
     * As {@link #apply(Block, ReplicaEvent)}, for an event that gives the replica another generation stamp.
     *
     * @param before the block as the replica has it
     * @param after the same block, with the generation stamp and the length that the replica has from now on
     */
    public @Nullable Replica apply(Block before, ReplicaEvent event, Block after) throws HdfsException {
        Replica replica = require(before);
        if (replica.block().generationStamp() != before.generationStamp()) {
            throw new HdfsException(
                    ErrorCode.REPLICA_NOT_FOUND,
                    "Replica of " + before + " has generation stamp "
                            + replica.block().generationStamp());
        }
        ReplicaState next = ReplicaTransitions.next(replica.state(), event);
        if (next == null) {
            removeSlot(find(before.blockId()));
            return null;
        }
        put(after, next, replica.volume());
        return new Replica(after, next, replica.volume());
    }

    /** A copy was all that was wanted of a replica under recovery: it is again what it was before. */
    public void endRecovery(Replica before) throws HdfsException {
        apply(before.block(), ReplicaEvent.RECOVER);
        put(before.block(), before.state(), before.volume());
    }

    /** Forgets all replicas of a volume that failed. */
    public void removeVolume(int volume) {
        ReplicaTable kept = new ReplicaTable();
        forEach(replica -> {
            if (replica.volume() != volume) {
                kept.put(replica.block(), replica.state(), replica.volume());
            }
        });
        ids = kept.ids;
        stamps = kept.stamps;
        lengths = kept.lengths;
        volumes = kept.volumes;
        states = kept.states;
        size = kept.size;
    }

    /** Visits every replica, in no particular order; the visitor must not change the table. */
    public void forEach(Consumer<Replica> visitor) {
        for (int slot = 0; slot < ids.length; slot++) {
            if (states[slot] != 0) {
                visitor.accept(at(slot));
            }
        }
    }

    private @Nullable ReplicaState stateOf(long blockId) {
        int slot = find(blockId);
        return states[slot] == 0 ? null : ReplicaState.ofCode(states[slot] - 1);
    }

    private Replica at(int slot) {
        return new Replica(
                new Block(ids[slot], stamps[slot], lengths[slot]),
                ReplicaState.ofCode(states[slot] - 1),
                volumes[slot]);
    }

    private void put(Block block, ReplicaState state, int volume) {
        int slot = find(block.blockId());
        if (states[slot] == 0) {
            if ((size + 1) * 4L > ids.length * 3L) {
                grow();
                slot = find(block.blockId());
            }
            size++;
        }
        ids[slot] = block.blockId();
        stamps[slot] = block.generationStamp();
        lengths[slot] = block.numBytes();
        volumes[slot] = (short) volume;
        states[slot] = (byte) (state.code() + 1);
    }

    /** The slot of the block, or the free slot where it would go. */
    private int find(long blockId) {
        int mask = ids.length - 1;
        int slot = home(blockId, mask);
        while (states[slot] != 0 && ids[slot] != blockId) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static int home(long blockId, int mask) {
        // Block ids are dense; the multiplication spreads them over the high bits.
        return (int) ((blockId * 0x9E3779B97F4A7C15L) >>> 33) & mask;
    }

    /** Frees a slot and closes the gap, so that no probe sequence is cut and no tombstones are needed. */
    private void removeSlot(int freed) {
        int mask = ids.length - 1;
        int gap = freed;
        states[gap] = 0;
        size--;
        for (int slot = (gap + 1) & mask; states[slot] != 0; slot = (slot + 1) & mask) {
            int home = home(ids[slot], mask);
            if (((slot - home) & mask) >= ((slot - gap) & mask)) {
                copySlot(slot, gap);
                states[slot] = 0;
                gap = slot;
            }
        }
    }

    private void copySlot(int from, int to) {
        ids[to] = ids[from];
        stamps[to] = stamps[from];
        lengths[to] = lengths[from];
        volumes[to] = volumes[from];
        states[to] = states[from];
    }

    private void grow() {
        ReplicaTable larger = new ReplicaTable();
        int capacity = Math.multiplyExact(ids.length, 2);
        larger.ids = new long[capacity];
        larger.stamps = new long[capacity];
        larger.lengths = new long[capacity];
        larger.volumes = new short[capacity];
        larger.states = new byte[capacity];
        forEach(replica -> larger.put(replica.block(), replica.state(), replica.volume()));
        ids = larger.ids;
        stamps = larger.stamps;
        lengths = larger.lengths;
        volumes = larger.volumes;
        states = larger.states;
    }
}
