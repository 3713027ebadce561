package dev.cairnfs.webui.shell;

import dev.cairnfs.shared.model.BlockConstructionState;
import dev.cairnfs.shared.model.BlockRecoveryStatus;
import dev.cairnfs.shared.model.LeaseInfo;
import dev.cairnfs.shared.model.OpenBlock;
import dev.cairnfs.webui.LeasesView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said of an open file: how it stands, and what happens next by itself.
 *
 * @param group for the filter
 * @param state how the lease stands
 * @param next what happens by itself
 * @param holder who writes it, in words where that is the NameNode or not known
 * @param machine from where the file was opened, in words
 * @param age since the writer renewed; of a recovery, since its newest attempt
 * @param block the last block, as {@code blk_ID_STAMP}; empty for a file without blocks
 * @param blockState the last block's state in HDFS's words; empty for a file without blocks
 * @param recovery how the last block's recovery stands; empty when there is none
 */
public record LeaseText(
        Group group,
        Tone tone,
        String state,
        String next,
        String holder,
        String machine,
        String age,
        String block,
        String blockState,
        String recovery) {
    /** How a lease stands. */
    public enum Group {
        IN_TIME("in-time", "In time"),
        LATE("late", "Past a limit"),
        RECOVERING("recovering", "In recovery"),
        STALLED("stalled", "Stalled");

        private final String key;
        private final String label;

        Group(String key, String label) {
            this.key = key;
            this.label = label;
        }

        /** Its name in addresses. */
        public String key() {
            return key;
        }

        public String label() {
            return label;
        }
    }

    /** How the lease stands. */
    public static Group group(LeaseInfo lease, LeasesView.Limits limits) {
        BlockRecoveryStatus recovery = recovery(lease);
        if (recovery != null) {
            return recovery.stalled() ? Group.STALLED : Group.RECOVERING;
        }
        if (isTakenOver(lease)) {
            return Group.RECOVERING;
        }
        return lease.ageMillis() > limits.softMillis() ? Group.LATE : Group.IN_TIME;
    }

    /**
     * Finds the words.
     *
     * @param safeMode while it is on, nothing is closed or recovered
     */
    public static LeaseText of(LeaseInfo lease, LeasesView.Limits limits, boolean safeMode) {
        Group group = group(lease, limits);
        OpenBlock last = lease.lastBlock();
        BlockRecoveryStatus recovery = recovery(lease);
        boolean past = lease.ageMillis() > limits.hardMillis();
        Tone tone = switch (group) {
            case IN_TIME -> Tone.GOOD;
            case LATE -> past ? Tone.BAD : Tone.WARN;
            case RECOVERING -> Tone.INFO;
            case STALLED -> Tone.BAD;
        };
        String state = switch (group) {
            case IN_TIME -> "Renewed in time: only this writer may write.";
            case LATE ->
                past
                        ? "Past the hard limit: the writer is taken for gone."
                        : "Past the soft limit: the writer seems to be gone.";
            case RECOVERING -> "Held by the NameNode itself until the file can be closed.";
            case STALLED -> "Held by the NameNode itself: the recovery does not get on.";
        };
        return new LeaseText(
                group,
                tone,
                state,
                safeMode ? "Nothing while safe mode is on. After that: " + next(lease, limits) : next(lease, limits),
                holder(lease),
                machine(lease),
                Formats.duration(recovery == null ? lease.ageMillis() : recovery.ageMillis()),
                last == null
                        ? ""
                        : last.block().blockName() + "_" + last.block().generationStamp(),
                last == null ? "" : last.state().name(),
                recovery == null ? "" : progress(recovery));
    }

    private static @Nullable BlockRecoveryStatus recovery(LeaseInfo lease) {
        OpenBlock last = lease.lastBlock();
        return last == null || last.state() != BlockConstructionState.UNDER_RECOVERY ? null : last.recovery();
    }

    /** The NameNode itself holds the lease: the writer is shut out, or the file is being truncated. */
    public static boolean isTakenOver(LeaseInfo lease) {
        return recovery(lease) != null || lease.holder().equals(LeasesView.RECOVERY_HOLDER);
    }

    private static String holder(LeaseInfo lease) {
        if (isTakenOver(lease)) {
            return "the NameNode itself";
        }
        return lease.holder().isEmpty() ? "shown to superusers only" : lease.holder();
    }

    private static String machine(LeaseInfo lease) {
        String machine = lease.clientMachine().isEmpty() ? Formats.UNKNOWN : lease.clientMachine();
        return (isTakenOver(lease) ? "in place of a client on " : "machine ") + machine;
    }

    private static String progress(BlockRecoveryStatus recovery) {
        if (recovery.attempts() == 0) {
            return "wanted for " + Formats.duration(recovery.ageMillis());
        }
        return "id " + recovery.recoveryId() + ", attempt " + recovery.attempts() + " at "
                + (recovery.primary().isEmpty() ? "no DataNode" : recovery.primary()) + ", for "
                + Formats.duration(recovery.ageMillis());
    }

    /** What happens by itself. Whether the last block's length is final decides whether it must be recovered first. */
    private static String next(LeaseInfo lease, LeasesView.Limits limits) {
        OpenBlock last = lease.lastBlock();
        BlockRecoveryStatus recovery = recovery(lease);
        if (recovery != null) {
            return recovering(recovery);
        }
        boolean unfinished = last != null && last.state() == BlockConstructionState.UNDER_CONSTRUCTION;
        if (isTakenOver(lease)) {
            return unfinished
                    ? "The NameNode has the last block recovered within a minute, and closes the file behind it."
                    : "The NameNode closes the file as soon as each block has a replica.";
        }
        String close = closing(last);
        long left = limits.hardMillis() - lease.ageMillis();
        if (left < 0) {
            return last != null && last.state() == BlockConstructionState.COMMITTED
                    ? "The NameNode closes the file as soon as a replica of the last block is reported; its length is final."
                    : "Within seconds " + close;
        }
        String hard = "in " + Formats.duration(left) + " " + close;
        if (lease.ageMillis() <= limits.softMillis()) {
            return "If the writer falls silent, another one may take the file over in "
                    + Formats.duration(limits.softMillis() - lease.ageMillis()) + ", and " + hard;
        }
        return takingOver(last) + " If nobody does, " + hard;
    }

    private static String takingOver(@Nullable OpenBlock last) {
        if (last == null || last.state() == BlockConstructionState.COMPLETE) {
            return "Another writer that asks for the file gets it at once.";
        }
        if (last.state() == BlockConstructionState.COMMITTED) {
            return "Another writer that asks for the file gets it once a replica of the last block is reported.";
        }
        return "Another writer that asks for the file has the last block recovered first, and gets the file after that.";
    }

    private static String closing(@Nullable OpenBlock last) {
        if (last == null || last.state() == BlockConstructionState.COMPLETE) {
            return "the NameNode closes it; nothing must be recovered.";
        }
        if (last.state() == BlockConstructionState.COMMITTED) {
            return "the NameNode closes it, once a replica of the last block is reported; its length is final.";
        }
        return "the NameNode has the last block recovered and closes the file.";
    }

    private static String recovering(BlockRecoveryStatus recovery) {
        List<String> awaited = recovery.awaitedDatanodes();
        if (!awaited.isEmpty()) {
            return "Waits for " + String.join(", ", awaited) + ", which may have a replica of the last block: with the"
                    + " first that brings one the recovery goes on. The block is dropped only if none of them has any of"
                    + " it.";
        }
        if (recovery.attempts() == 0) {
            return "A DataNode is asked to recover the last block as soon as one with a replica is there.";
        }
        if (recovery.stalled()) {
            return "No DataNode has answered yet with a replica of the last block that the recovery could end with; it is"
                    + " tried again and again.";
        }
        return "When the DataNode has brought the replicas to one length, the file closes. If it does not answer, another"
                + " one is asked.";
    }
}
