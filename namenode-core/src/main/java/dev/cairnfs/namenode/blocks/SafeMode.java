package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Safe mode (SPEC S1): after a start until enough blocks have been reported, and whenever an operator wants it. The start's
 * ends after an extension in which late DataNodes come in, or at once when nobody is missing.
 */
final class SafeMode {
    private enum Phase {
        /** The namespace is not loaded yet. */
        LOADING,
        /** After a start, below the threshold or in the extension. */
        STARTING,
        MANUAL,
        OFF
    }

    private static final long NOT_REACHED = Long.MIN_VALUE;

    private final BlockManagerSettings settings;
    private Phase phase = Phase.LOADING;
    private long blocksTotal;
    private long blocksSafe;
    private long blocksWhole;
    private SlotBitmap safe = new SlotBitmap();
    private SlotBitmap whole = new SlotBitmap();
    private long reachedAtMillis = NOT_REACHED;
    private long futureBlocks;
    private long futureBytes;
    // Uuids of the DataNodes that belonged to the cluster when it last ran.
    private final TreeSet<String> remembered = new TreeSet<>();

    SafeMode(BlockManagerSettings settings) {
        this.settings = settings;
    }

    boolean on() {
        return phase != Phase.OFF;
    }

    /** The start's safe mode, in which blocks are counted. */
    boolean starting() {
        return phase == Phase.STARTING;
    }

    /**
     * The namespace is loaded.
     *
     * @param committedBlocks blocks whose length is final: those that must be reported
     */
    void start(long committedBlocks, List<String> rememberedDatanodes) {
        phase = Phase.STARTING;
        blocksTotal = committedBlocks;
        remembered.addAll(rememberedDatanodes);
    }

    /** A committed block's live replicas have changed. */
    void counted(int slot, int live, int expected) {
        int wholeAt = remembered.isEmpty() ? expected : Math.min(expected, remembered.size());
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

    /** Ends the start's safe mode when it is time; returns true when this call did. */
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
        off();
        return true;
    }

    private void off() {
        phase = Phase.OFF;
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

    /** All blocks have all replicas, and every DataNode of the last run has reported all its volumes. */
    private boolean nobodyMissing(DatanodeRegistry registry) {
        return !remembered.isEmpty()
                && blocksWhole >= blocksTotal
                && silent(registry).isEmpty();
    }

    private List<String> silent(DatanodeRegistry registry) {
        List<String> silent = new ArrayList<>();
        for (String uuid : remembered) {
            DatanodeDescriptor node = registry.find(uuid);
            if (node == null || !node.alive || node.storages.isEmpty() || node.hasStaleContents()) {
                silent.add(uuid);
            }
        }
        return silent;
    }

    void enter() {
        if (phase == Phase.OFF) {
            phase = Phase.MANUAL;
        }
    }

    /**
     * Leaves, whatever is missing.
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
        off();
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
        List<String> silent = counting ? silent(registry) : List.of();
        return new SafeModeStatus(
                on(),
                phase == Phase.MANUAL,
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
        return switch (phase) {
            case LOADING -> "The NameNode is loading the namespace; safe mode ends by itself after that.";
            case OFF -> "Safe mode is off.";
            case MANUAL ->
                "Safe mode was entered by an operator and does not end by itself: leave it when the work is" + " done.";
            case STARTING -> startingReason(registry, remainingMillis, silent);
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
