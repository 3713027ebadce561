package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Safe mode (SPEC S1): after a start until enough blocks have been reported, whenever an operator wants it, and when the
 * name directories run out of space. The three are independent of each other: the start's ends by itself, after an extension
 * in which late DataNodes come in, or at once when nobody is missing; the others stay until they are left.
 */
final class SafeMode {
    private enum Phase {
        /** The namespace is not loaded yet. */
        LOADING,
        /** After a start, below the threshold or in the extension. */
        STARTING,
        /** The start is over. */
        STARTED
    }

    private static final long NOT_REACHED = Long.MIN_VALUE;

    private final BlockManagerSettings settings;
    private Phase phase = Phase.LOADING;
    private boolean manual;
    private boolean resourcesLow;
    private long blocksTotal;
    private long blocksSafe;
    private long blocksWhole;
    private SlotBitmap safe = new SlotBitmap();
    private SlotBitmap whole = new SlotBitmap();
    private long reachedAtMillis = NOT_REACHED;
    private long futureBlocks;
    private long futureBytes;
    // The DataNodes that belonged to the cluster when it last ran, by uuid.
    private final Map<String, RememberedDatanode> remembered = new TreeMap<>();
    private boolean rememberedAll;
    // More replicas of a block than there are remembered DataNodes cannot be expected, when these are all.
    private int replicasPossible = Integer.MAX_VALUE;

    SafeMode(BlockManagerSettings settings) {
        this.settings = settings;
    }

    boolean on() {
        return phase != Phase.STARTED || manual || resourcesLow;
    }

    /** The start's safe mode, in which blocks are counted. */
    boolean starting() {
        return phase == Phase.STARTING;
    }

    /**
     * The namespace is loaded.
     *
     * @param blocks those whose length is final must be reported
     */
    void start(BlockSource blocks, RememberedDatanodes datanodes) {
        phase = Phase.STARTING;
        blocksTotal = 0;
        for (int slot = 0; slot < blocks.slotLimit(); slot++) {
            blocksTotal += blocks.id(slot) != 0 && !blocks.state(slot).isUnfinished() ? 1 : 0;
        }
        datanodes.nodes().forEach(node -> remembered.put(node.uuid(), node));
        rememberedAll = datanodes.complete();
        replicasPossible = datanodes.complete() && !remembered.isEmpty() ? remembered.size() : Integer.MAX_VALUE;
    }

    /** A committed block's live replicas have changed. */
    void counted(int slot, int live, int expected) {
        int wholeAt = Math.min(expected, replicasPossible);
        if (live >= settings.replicationMin()) {
            blocksSafe += safe.set(slot) ? 1 : 0;
        } else {
            blocksSafe -= safe.clear(slot) ? 1 : 0;
        }
        if (live >= wholeAt) {
            blocksWhole += whole.set(slot) ? 1 : 0;
        } else {
            blocksWhole -= whole.clear(slot) ? 1 : 0;
        }
    }

    /** A committed block is gone. */
    void removed(int slot) {
        blocksTotal--;
        blocksSafe -= safe.clear(slot) ? 1 : 0;
        blocksWhole -= whole.clear(slot) ? 1 : 0;
    }

    /** A replica that is newer than the namespace. */
    void foundFutureBlock(long numBytes) {
        futureBlocks++;
        futureBytes += numBytes;
    }

    /**
     * Ends the start's safe mode when it is time, also where safe mode stays on for another reason; returns true when this
     * call did.
     */
    boolean check(DatanodeRegistry registry, long nowMillis) {
        if (phase != Phase.STARTING) {
            return false;
        }
        if (!thresholdReached(registry)) {
            reachedAtMillis = NOT_REACHED;
            return false;
        }
        if (reachedAtMillis == NOT_REACHED) {
            reachedAtMillis = nowMillis;
        }
        boolean over =
                nowMillis - reachedAtMillis >= settings.safeMode().extension().toMillis();
        if (futureBlocks > 0 || !(over || blocksTotal == 0 || nobodyMissing(registry))) {
            return false;
        }
        endStart();
        return true;
    }

    private void endStart() {
        phase = Phase.STARTED;
        safe = new SlotBitmap();
        whole = new SlotBitmap();
    }

    private long blocksNeeded() {
        return (long) (blocksTotal * settings.safeMode().threshold());
    }

    private boolean thresholdReached(DatanodeRegistry registry) {
        return blocksSafe >= blocksNeeded()
                && registry.liveCount() >= settings.safeMode().minDatanodes();
    }

    /**
     * Every remembered DataNode has reported all its volumes, and all blocks have all replicas: as many as are wanted, or,
     * when it is certain that no other DataNode holds any, as many as there are DataNodes.
     */
    private boolean nobodyMissing(DatanodeRegistry registry) {
        return !remembered.isEmpty()
                && blocksWhole >= blocksTotal
                && silent(registry).isEmpty();
    }

    private List<RememberedDatanode> silent(DatanodeRegistry registry) {
        List<RememberedDatanode> silent = new ArrayList<>();
        for (RememberedDatanode before : remembered.values()) {
            DatanodeDescriptor node = registry.find(before.uuid());
            if (node == null || !node.alive || node.storages.isEmpty() || node.hasStaleContents()) {
                silent.add(node == null ? before : node.toRemember());
            }
        }
        return silent;
    }

    /** The uuids of all DataNodes that may hold what was written before the start; null when that is not certain. */
    @Nullable
    Set<String> remembered() {
        return rememberedAll ? remembered.keySet() : null;
    }

    /** How people are told of a DataNode that has not registered since the start. */
    String label(String uuid) {
        RememberedDatanode node = remembered.get(uuid);
        return node == null ? uuid : node.label();
    }

    /** An operator wants it, also while the start's is still on: then it outlasts that. */
    void enter() {
        manual = true;
    }

    /** The name directories run out of space. */
    void enterForLackOfResources() {
        resourcesLow = true;
    }

    boolean resourcesLow() {
        return resourcesLow;
    }

    /**
     * Leaves, whatever is missing and whyever it is on.
     *
     * @param force also with replicas around that are newer than the namespace, which are lost then
     * @return true when the start's safe mode ended by it
     * @throws HdfsException SafeMode when only force may end it
     */
    boolean leave(boolean force) throws HdfsException {
        if (phase == Phase.LOADING) {
            throw new HdfsException(ErrorCode.SAFE_MODE, "The NameNode is still loading the namespace");
        }
        boolean started = phase == Phase.STARTING;
        if (started && futureBlocks > 0 && !force) {
            throw new HdfsException(ErrorCode.SAFE_MODE, futureSentence());
        }
        manual = false;
        resourcesLow = false;
        endStart();
        return started;
    }

    private String futureSentence() {
        return "DataNodes hold " + futureBlocks + " replicas (" + futureBytes + " bytes) that are newer than this"
                + " namespace: it was perhaps started from an old image. Leaving by forceExit deletes them.";
    }

    SafeModeStatus status(DatanodeRegistry registry, long nowMillis) {
        boolean counting = phase == Phase.STARTING;
        long remaining = -1;
        if (counting && reachedAtMillis != NOT_REACHED) {
            remaining = Math.max(0, settings.safeMode().extension().toMillis() - (nowMillis - reachedAtMillis));
        }
        List<RememberedDatanode> silent = counting ? silent(registry) : List.of();
        return new SafeModeStatus(
                on(),
                manual || resourcesLow,
                reason(registry, remaining, silent.size()),
                counting ? blocksSafe : 0,
                counting ? blocksNeeded() : 0,
                counting ? blocksTotal : 0,
                registry.liveCount(),
                settings.safeMode().minDatanodes(),
                remaining,
                silent);
    }

    private String reason(DatanodeRegistry registry, long remainingMillis, int silent) {
        if (resourcesLow) {
            return "The name directories are low on disk space. Safe mode does not end by itself: add or free up space,"
                    + " then leave it. Left earlier, it comes back at once.";
        }
        if (manual) {
            return "Safe mode was entered by an operator and does not end by itself: leave it when the work is done.";
        }
        return switch (phase) {
            case LOADING -> "The NameNode is loading the namespace; safe mode ends by itself after that.";
            case STARTING -> startingReason(registry, remainingMillis, silent);
            case STARTED -> "Safe mode is off.";
        };
    }

    private String startingReason(DatanodeRegistry registry, long remainingMillis, int silent) {
        if (futureBlocks > 0) {
            return futureSentence();
        }
        StringBuilder reason = new StringBuilder();
        reason.append("After the start, ")
                .append(blocksSafe)
                .append(" of ")
                .append(blocksTotal)
                .append(" blocks have been reported");
        if (blocksSafe < blocksNeeded()) {
            reason.append("; ")
                    .append(blocksNeeded() - blocksSafe)
                    .append(" more are needed to reach the threshold of ")
                    .append(String.format(
                            Locale.ROOT, "%.3f", settings.safeMode().threshold()));
        }
        int missing = settings.safeMode().minDatanodes() - registry.liveCount();
        if (missing > 0) {
            reason.append("; ").append(missing).append(" more DataNodes must register");
        }
        reason.append('.');
        if (remainingMillis >= 0) {
            reason.append(" The threshold is reached: safe mode ends by itself in ")
                    .append((remainingMillis + 999) / 1000)
                    .append(" seconds");
            reason.append(silent > 0 ? ", so that " + silent + " DataNodes of the last run can still report." : ".");
        } else {
            reason.append(" Safe mode ends by itself when that has happened.");
        }
        return reason.toString();
    }
}
