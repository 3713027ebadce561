package dev.cairnfs.client.pipeline;

import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.LocatedBlock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Builds the pipeline of a block that is there already (SPEC C6), in HDFS's order: a restarting DataNode is waited for,
 * a bad one leaves, another one takes its place where the policy wants it and gets a copy of what is there; the NameNode
 * gives a new generation stamp, the pipeline is set up under it, and only when it stands the NameNode hears who is in it.
 * From then on replicas under an older stamp, those of the DataNodes that left among them, are stale.
 *
 * <p>A set-up that fails takes the DataNode at fault out and begins again under yet another stamp, so that it ends when
 * no DataNode is left. Used for appends, too, which differ from a recovery in nothing but the first stage.
 */
final class PipelineRecovery {
    private static final int REPLACEMENT_TRIES = 3;
    private static final Duration RESTART_POLL = Duration.ofSeconds(4);

    private enum Step {
        WAITING_FOR_RESTART,
        ADDING,
        TRANSFERRING,
        RENEWING_STAMP,
        CONNECTING,
        UPDATING,
        DONE,
        FAILED
    }

    private final WriteRules rules;
    private final WrittenBlock block;
    private final ExcludedNodes excluded;
    private final Collection<PipelineAction> actions;
    private SetupStage stage;
    private Step step = Step.RENEWING_STAMP;
    private @Nullable BlockLocation restarting;
    private long restartDeadlineNanos;
    private int replacementTries;
    private List<BlockLocation> sources = List.of();
    private @Nullable BlockLocation added;
    private long newStamp;
    private String failure = "";
    private @Nullable Throwable cause;

    /** Begins with {@link #begin}, {@link #nodeFailed} or {@link #nodeRestarting}. */
    PipelineRecovery(
            WriteRules rules,
            WrittenBlock block,
            SetupStage firstStage,
            ExcludedNodes excluded,
            Collection<PipelineAction> actions) {
        this.rules = rules;
        this.block = block;
        this.stage = firstStage;
        this.excluded = excluded;
        this.actions = actions;
    }

    boolean isFailed() {
        return step == Step.FAILED;
    }

    /** Whether the pipeline's set-up is awaited, or stands and waits for the NameNode. */
    boolean isConnecting() {
        return step == Step.CONNECTING;
    }

    String failure() {
        return failure;
    }

    @Nullable
    Throwable cause() {
        return cause;
    }

    /** Whether the set-up itself ended the block, and nothing more is to be sent. */
    boolean endsBlock() {
        return stage == SetupStage.CLOSE_RECOVERY;
    }

    /** Sets the pipeline up with all the DataNodes that are there, and more where the policy wants them. */
    void begin(long nowNanos) {
        replacementTries = 0;
        // At the end the NameNode sees to the replicas; and one that restarts can give nobody a copy.
        boolean wanted = stage != SetupStage.CLOSE_RECOVERY
                && restarting == null
                && rules.policy()
                        .replacement()
                        .wants(rules.replication(), block.nodes().size(), block.isReliedOn());
        if (wanted) {
            sources = block.nodes();
            addDatanode(nowNanos);
        } else {
            renewStamp();
        }
    }

    /** The pipeline broke, or could not be set up. */
    void nodeFailed(int node, String what, @Nullable Throwable reason, long nowNanos) {
        withoutNode(leaveConnecting(node), what, reason, nowNanos);
    }

    private void withoutNode(BlockLocation bad, String what, @Nullable Throwable reason, long nowNanos) {
        boolean waiting = restarting != null && nowNanos - restartDeadlineNanos < 0;
        if (waiting && bad.equals(restarting)) {
            awaitRestart();
            return;
        }
        if (!remove(bad, rules.policy().exclusion(), what, reason, nowNanos)) {
            return;
        }
        if (waiting) {
            awaitRestart();
        } else {
            restarting = null;
            begin(nowNanos);
        }
    }

    /** A DataNode stops and will be back: it is worth waiting for where it is close, or all there is. */
    void nodeRestarting(int node, long nowNanos) {
        BlockLocation leaving = leaveConnecting(node);
        if (block.nodes().size() > 1 && !rules.isLocal().test(leaving)) {
            if (remove(leaving, rules.policy().restartWait(), "it is restarting", null, nowNanos)) {
                begin(nowNanos);
            }
            return;
        }
        if (!leaving.equals(restarting)) {
            restarting = leaving;
            restartDeadlineNanos = nowNanos + rules.policy().restartWait().toNanos();
        }
        withoutNode(leaving, "it did not come back", null, nowNanos);
    }

    private BlockLocation leaveConnecting(int node) {
        if (step == Step.CONNECTING) {
            actions.add(new PipelineAction.Disconnect());
            stage = stage.afterFailure();
        }
        return block.nodeAt(node);
    }

    private boolean remove(
            BlockLocation bad, Duration exclusion, String what, @Nullable Throwable reason, long nowNanos) {
        excluded.add(bad.datanode().transferAddress(), nowNanos + exclusion.toNanos());
        if (block.nodes().size() == 1) {
            // It stays in the list: whoever aborts still says where the block was.
            fail(
                    "All datanodes " + addresses(block.nodes()) + " are bad. Aborting: " + block.block() + " has "
                            + block.acknowledged() + " acknowledged bytes, and the last one failed: " + what,
                    reason);
            return false;
        }
        block.remove(bad);
        return true;
    }

    private void awaitRestart() {
        step = Step.WAITING_FOR_RESTART;
        Duration wait = rules.policy().restartWait();
        actions.add(new PipelineAction.Pause(Math.max(1, Math.min(wait.toMillis(), RESTART_POLL.toMillis()))));
    }

    void elapsed(long nowNanos) {
        expect(Step.WAITING_FOR_RESTART);
        begin(nowNanos);
    }

    private void addDatanode(long nowNanos) {
        step = Step.ADDING;
        actions.add(new PipelineAction.AddDatanode(block.block(), sources, excluded.at(nowNanos)));
    }

    /** The NameNode's answer, which names the new DataNode after those that it was told. */
    void datanodeAdded(LocatedBlock answer) {
        expect(Step.ADDING);
        BlockLocation found = answer.locations().stream()
                .filter(location -> sources.stream()
                        .noneMatch(old ->
                                old.datanode().uuid().equals(location.datanode().uuid())))
                .findFirst()
                .orElse(null);
        if (found == null) {
            notReplaced("the NameNode has none", null);
            return;
        }
        added = found;
        step = Step.TRANSFERRING;
        BlockLocation source = sources.get(replacementTries % sources.size());
        actions.add(new PipelineAction.TransferReplica(block.block(), source, found));
    }

    void datanodeNotAdded(String what, @Nullable Throwable reason) {
        expect(Step.ADDING);
        notReplaced(what, reason);
    }

    void replicaTransferred() {
        expect(Step.TRANSFERRING);
        block.add(Objects.requireNonNull(added));
        renewStamp();
    }

    void transferFailed(String what, @Nullable Throwable reason, long nowNanos) {
        expect(Step.TRANSFERRING);
        String target = Objects.requireNonNull(added).datanode().transferAddress();
        excluded.add(target, nowNanos + rules.policy().exclusion().toNanos());
        replacementTries++;
        if (replacementTries < REPLACEMENT_TRIES) {
            addDatanode(nowNanos);
        } else {
            notReplaced("the last of " + replacementTries + " did not get a copy: " + what, reason);
        }
    }

    private void notReplaced(String what, @Nullable Throwable reason) {
        ReplaceDatanodeOnFailure replacement = rules.policy().replacement();
        if (replacement.toleratesMissing(block.nodes().size())) {
            renewStamp();
            return;
        }
        fail(
                "Failed to replace a bad datanode on the existing pipeline due to no more good datanodes being available"
                        + " to try. (Nodes: current=" + addresses(block.nodes())
                        + "). The current failed datanode replacement policy is " + replacement.policy()
                        + ", and a client may configure this via"
                        + " 'dfs.client.block.write.replace-datanode-on-failure.policy' in its configuration: " + what,
                reason);
    }

    private void renewStamp() {
        step = Step.RENEWING_STAMP;
        actions.add(new PipelineAction.RenewStamp(block.block()));
    }

    void stampRenewed(long generationStamp) {
        expect(Step.RENEWING_STAMP);
        newStamp = generationStamp;
        step = Step.CONNECTING;
        actions.add(new PipelineAction.Connect(
                new PipelineSetup(stage, block.block(), newStamp, block.nodes(), block.acknowledged(), block.sent())));
    }

    /** The pipeline stands. */
    void connected() {
        expect(Step.CONNECTING);
        step = Step.UPDATING;
        actions.add(new PipelineAction.UpdatePipeline(block.block(), block.stamped(newStamp), block.nodes()));
    }

    void pipelineUpdated() {
        expect(Step.UPDATING);
        block.rebuilt(newStamp);
        step = Step.DONE;
    }

    private void fail(String what, @Nullable Throwable reason) {
        step = Step.FAILED;
        failure = what;
        cause = reason;
    }

    private void expect(Step wanted) {
        if (step != wanted) {
            throw new IllegalStateException("an event for step " + wanted + " of a recovery came in step " + step);
        }
    }

    private static String addresses(List<BlockLocation> nodes) {
        return nodes.stream()
                .map(node -> node.datanode().transferAddress())
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
