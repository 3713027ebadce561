package dev.cairnfs.namenode.app.api;

import dev.cairnfs.api.BlockIssue;
import dev.cairnfs.api.BlockIssues;
import dev.cairnfs.api.CheckpointResponse;
import dev.cairnfs.api.ClusterStats;
import dev.cairnfs.api.JournalStatus;
import dev.cairnfs.api.SafeModeStatus;
import dev.cairnfs.namenode.app.core.BlockIssueKind;
import dev.cairnfs.namenode.app.core.CoreSnapshot;
import dev.cairnfs.namenode.app.core.JournalState;
import dev.cairnfs.namenode.blocks.BlockIssuePage;
import dev.cairnfs.namenode.blocks.BlockStats;
import dev.cairnfs.namenode.blocks.RememberedDatanode;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.util.List;

/** What operators read and do. Doing needs a superuser. */
public final class AdminApi extends ApiGroup {
    private static final int ISSUES_STANDARD = 100;
    private static final int ISSUES_MAX = 1000;

    @Override
    List<Route> routes() {
        return List.of(
                Route.get(
                        "datanodes",
                        "getDatanodeReport",
                        request ->
                                request.nameNode().apply(soft -> soft.blocks().datanodes())),
                Route.get("stats", "getStats", AdminApi::stats),
                Route.get(
                        "safe-mode",
                        "getSafeMode",
                        request -> describe(
                                request.nameNode().apply(soft -> soft.blocks().safeMode()))),
                Route.post("safe-mode", "setSafeMode", AdminApi::setSafeMode),
                Route.get("block-issues", "listBlockIssues", AdminApi::blockIssues),
                Route.get("journal", "getJournal", AdminApi::journal),
                Route.post("checkpoint", "saveNamespace", AdminApi::checkpoint));
    }

    private static Object stats(ApiRequest request) throws HdfsException {
        CoreSnapshot snapshot = request.nameNode().snapshot();
        BlockStats blocks = snapshot.blocks();
        return new ClusterStats(
                blocks.capacityBytes(),
                blocks.dfsUsedBytes(),
                blocks.nonDfsUsedBytes(),
                blocks.remainingBytes(),
                snapshot.files() + snapshot.directories(),
                blocks.blocksTotal(),
                blocks.underReplicatedBlocks(),
                blocks.badlyDistributedBlocks(),
                blocks.pendingReconstructionBlocks(),
                blocks.corruptBlocks(),
                blocks.missingBlocks(),
                blocks.missingBlocksWithReplicationOne(),
                blocks.pendingDeletionBlocks(),
                blocks.excessBlocks(),
                blocks.postponedBlocks(),
                blocks.liveDatanodes(),
                blocks.staleDatanodes(),
                blocks.deadDatanodes(),
                blocks.decommissioningDatanodes(),
                blocks.volumeFailures(),
                blocks.xceivers(),
                snapshot.safeMode().on());
    }

    private static Object setSafeMode(ApiRequest request) throws HdfsException {
        String action = request.required("action");
        request.requireSuperuser();
        return describe(
                switch (action) {
                    case "enter" -> request.nameNode().setSafeMode(true, false);
                    case "leave" -> request.nameNode().setSafeMode(false, false);
                    case "forceExit" -> request.nameNode().setSafeMode(false, true);
                    default ->
                        throw new HdfsException(
                                ErrorCode.ILLEGAL_ARGUMENT,
                                "The parameter action must be enter, leave or forceExit, not \"" + action + "\"");
                });
    }

    private static SafeModeStatus describe(dev.cairnfs.namenode.blocks.SafeModeStatus status) {
        return new SafeModeStatus(
                status.on(),
                status.manual(),
                status.reason(),
                status.blocksReported(),
                status.blocksNeeded(),
                status.blocksTotal(),
                status.datanodesLive(),
                status.datanodesNeeded(),
                status.extensionRemainingMillis(),
                status.silentDatanodes().stream().map(RememberedDatanode::label).toList());
    }

    private static Object blockIssues(ApiRequest request) throws HdfsException {
        request.requireSuperuser();
        BlockIssueKind kind = BlockIssueKind.of(request.required("kind"));
        int from = (int) Math.min(request.number("from", 0), Integer.MAX_VALUE);
        int limit = (int) Math.max(1, Math.min(request.number("limit", ISSUES_STANDARD), ISSUES_MAX));
        BlockIssuePage page = request.nameNode().blockIssues(kind, from, limit);
        return new BlockIssues(
                page.blocks().stream()
                        .map(issue -> new BlockIssue(
                                issue.blockId(),
                                issue.path(),
                                issue.liveReplicas(),
                                issue.wantedReplicas(),
                                issue.corruptReplicas(),
                                issue.pendingReplicas()))
                        .toList(),
                page.nextSlot());
    }

    private static Object journal(ApiRequest request) throws HdfsException {
        JournalState journal = request.nameNode().journal();
        return new JournalStatus(
                request.nameNode().snapshot().lastTransactionId(),
                journal.durableTransactionId(),
                journal.checkpointTransactionId(),
                journal.checkpointTimeMillis());
    }

    private static Object checkpoint(ApiRequest request) throws HdfsException {
        request.requireSuperuser();
        return new CheckpointResponse(request.nameNode().checkpoint());
    }
}
