package dev.cairnfs.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bugs like those that HDFS has had: some seed should catch each. */
@SuppressWarnings("StringConcatToTextBlock") // It falls over the names of nested classes.
final class Bugs {
    private static final String VOLUME = "dev/cairnfs/datanode/volume/";
    private static final String REPLICA = "dev/cairnfs/datanode/replica/";
    private static final String RECOVERY = "dev/cairnfs/datanode/recovery/";
    private static final String PIPELINE = "dev/cairnfs/client/pipeline/";
    private static final String BLOCKS = "dev/cairnfs/namenode/blocks/";
    private static final String COMMAND = "dev/cairnfs/namenode/command/";
    private static final String STATE = "dev/cairnfs/namenode/state/";
    private static final String JOURNAL = "dev/cairnfs/namenode/journal/";

    private static final long MUCH = 1L << 40;

    /** In the order of the table in docs/RELIABILITY-MUTATIONS.md. */
    static final List<Bug> ALL = List.of(
            // Journal, image, retry cache.
            bug(
                    "journal-not-forced",
                    "edits are acknowledged before they are on disk",
                    JOURNAL + "JournalDirectory",
                    "force",
                    null,
                    0),
            bug(
                    "image-without-leases",
                    "saveNamespace loses what is open (HDFS-988, 2827)",
                    STATE + "LeaseTable",
                    "save",
                    null,
                    0),
            bug(
                    "retry-cache-forgets",
                    "retry-cache ids are not kept (HDFS-5385, 6357)",
                    STATE + "RetryCache",
                    "remember",
                    null,
                    0),
            bug(
                    "closed-file-keeps-lease",
                    "closing leaves the lease behind",
                    STATE + "FileReplay",
                    "closeFile",
                    STATE + "FileReplay.dropLease",
                    0),
            bug(
                    "snapshot-not-frozen",
                    "an image holds what was changed while it was written (HDFS-955, 988)",
                    STATE + "Column",
                    "shareWith",
                    null,
                    0),
            bug(
                    "stale-directory-trusted",
                    "a journal directory that failed counts again (HDFS-1952, 3652)",
                    JOURNAL + "JournalDirectory",
                    "markBehind",
                    null,
                    0),
            // Leases.
            bug(
                    "append-to-open-file",
                    "a second writer is not refused (HDFS-7203)",
                    COMMAND + "Append",
                    "planNew",
                    STATE + "InodeTable.isUnderConstruction",
                    0),
            bug(
                    "writer-not-shut-out",
                    "the lease does not change hands with a recovery (HDFS-1149, 17358)",
                    COMMAND + "LeaseRelease",
                    "shutOut",
                    null,
                    0),
            bug(
                    "recovery-not-repeated",
                    "a recovery that fails once never ends (HDFS-1149, 17430)",
                    COMMAND + "ReleaseExpiredLeases$Round",
                    "recover",
                    STATE + "LeaseTable.forEachFile",
                    0),
            bug(
                    "hard-limit-ignored",
                    "a file stays open after its writer has died (HDFS-12369)",
                    COMMAND + "ReleaseExpiredLeases$Round",
                    "silent",
                    STATE + "LeaseTable.forEachFile",
                    0),
            bug(
                    "given-up-and-not-told",
                    "a file stays open as long as the client that gave it up lives (HDFS-14694)",
                    "dev/cairnfs/client/lease/LeaseRenewer",
                    "closed",
                    "dev/cairnfs/client/lease/GivenUpFiles.add",
                    0),
            // Reports.
            bug(
                    "report-order-ignored",
                    "stale queued reports are applied (HDFS-17453, 17477)",
                    BLOCKS + "ReportProcessor",
                    "checkOrder",
                    null,
                    0),
            bug(
                    "unlisted-stay",
                    "zombie replicas: a full report removes nothing (HDFS-7960)",
                    BLOCKS + "ReportProcessor",
                    "removeUnlisted",
                    null,
                    1),
            bug(
                    "mismatch-is-fine",
                    "replicas of another stamp or length pass (HDFS-3157, 3391)",
                    BLOCKS + "ReportProcessor",
                    "difference",
                    null,
                    0),
            bug(
                    "corrupt-stays-good",
                    "a corrupt replica is never repaired (HDFS-17798)",
                    BLOCKS + "ReportProcessor",
                    "markCorrupt",
                    null,
                    0),
            bug(
                    "good-called-corrupt",
                    "a report that was overtaken makes a good replica corrupt (HDFS-2791, 3605)",
                    BLOCKS + "ReportProcessor",
                    "mismatch",
                    BLOCKS + "ReportProcessor.isGood",
                    0),
            bug(
                    "received-meanwhile-ignored",
                    "a full report overtakes what it does not know (HDFS-2791, 3605)",
                    BLOCKS + "ReportProcessor",
                    "applyEntry",
                    BLOCKS + "FullReport.wasReceivedMeanwhile",
                    0),
            bug(
                    "deleted-meanwhile-ignored",
                    "a full report brings back what was deleted since (HDFS-5438, 6833)",
                    BLOCKS + "ReportProcessor",
                    "applyEntry",
                    BLOCKS + "FullReport.wasDeletedMeanwhile",
                    0),
            bug(
                    "corrupt-counts",
                    "corrupt replicas count (HDFS-2290, 4799)",
                    BLOCKS + "SoftTables",
                    "count",
                    BLOCKS + "ReplicaMap.contains",
                    0),
            bug(
                    "deletion-not-reconsidered",
                    "replicas are deleted by orders of the past (HDFS-7225, 17342)",
                    BLOCKS + "Redundancy",
                    "mayDelete",
                    null,
                    1),
            bug(
                    "report-dropped",
                    "a report that could not be sent is forgotten (HDFS-16922)",
                    "dev/cairnfs/datanode/namenode/ReportQueue",
                    "putBack",
                    null,
                    0),
            bug(
                    "loss-taken-for-granted",
                    "a doubt about a replica counts as its loss (HDFS-16985)",
                    VOLUME + "LostReplicas",
                    "exists",
                    null,
                    0),
            // Block recovery.
            bug(
                    "given-up-unasked",
                    "a block is cut although a DataNode was not asked",
                    COMMAND + "CommitBlockSynchronization",
                    "checkAllAsked",
                    null,
                    0),
            bug(
                    "silent-nodes-forgotten",
                    "recovery goes by crashed replicas while good ones are away (HDFS-1260)",
                    RECOVERY + "RecoveryRules",
                    "someAreUnknown",
                    null,
                    0),
            bug(
                    "recovered-too-short",
                    "a wrong length is committed by recovery (HDFS-8498)",
                    RECOVERY + "RecoveryRules",
                    "shortest",
                    null,
                    1),
            bug(
                    "writer-not-stopped",
                    "a writer goes on under a recovery (HDFS-7065)",
                    VOLUME + "ReplicaRecoveries",
                    "begin",
                    VOLUME + "ReplicaRecoveries.stopWriter",
                    0),
            bug(
                    "stamp-trusted",
                    "the DataNode trusts its caller's stamp (HDFS-7885, 17850)",
                    REPLICA + "ReopenRequest",
                    "checkStamp",
                    null,
                    0),
            // Writing.
            bug(
                    "packets-not-sent-again",
                    "what a broken pipeline had not acknowledged is forgotten (HDFS-5557)",
                    PIPELINE + "PacketQueues",
                    "sendAgain",
                    null,
                    0),
            bug(
                    "acks-not-awaited",
                    "visible before the pipeline has it",
                    VOLUME + "ReplicaWriter",
                    "acknowledgedBytes",
                    null,
                    MUCH),
            bug(
                    "data-not-synced",
                    "close does not sync",
                    VOLUME + "ReplicaWriter",
                    "finish",
                    VOLUME + "DiskSync.sync",
                    0),
            bug(
                    "directory-not-synced",
                    "a rename without a sync of the directory",
                    VOLUME + "FinishedDirectories",
                    "moveIn",
                    VOLUME + "FinishedDirectories.sync",
                    0),
            bug("hsync-does-nothing", "hsync is hflush", VOLUME + "ReplicaWriter", "sync", null, 0),
            bug(
                    "tail-without-checksums",
                    "the meta file lacks the tail's checksums (HDFS-5728)",
                    VOLUME + "ValidLength",
                    "validIn",
                    "dev/cairnfs/shared/checksum/DataChecksum.firstMismatch",
                    -1),
            bug(
                    "checksum-of-appended-chunk",
                    "an append leaves the short chunk's checksum (HDFS-5728)",
                    VOLUME + "ReplicaReopener",
                    "fitLastChecksum",
                    null,
                    0),
            bug(
                    "rbw-forgotten",
                    "a restart loses replicas that were written (HDFS-550)",
                    VOLUME + "VolumeScan",
                    "scanRbw",
                    null,
                    0),
            bug(
                    "half-move-forgotten",
                    "a crash between two renames loses the replica",
                    VOLUME + "VolumeScan",
                    "undoHalfMove",
                    null,
                    0));

    private Bugs() {}

    private static Bug bug(
            String name, String story, String owner, String method, @Nullable String callee, long answer) {
        return new Bug(name, story, owner, method, callee, answer);
    }
}
