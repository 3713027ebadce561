package dev.cairnfs.benchmarks.core;

import dev.cairnfs.namenode.blocks.BlockManager;
import dev.cairnfs.namenode.blocks.BlockManagerSettings;
import dev.cairnfs.namenode.blocks.RememberedDatanodes;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.Command;
import dev.cairnfs.namenode.command.LeaseClock;
import dev.cairnfs.namenode.command.NameNodeSettings;
import dev.cairnfs.namenode.command.Query;
import dev.cairnfs.namenode.loop.AuditSink;
import dev.cairnfs.namenode.loop.CoreState;
import dev.cairnfs.namenode.loop.LoopClock;
import dev.cairnfs.namenode.loop.LoopHooks;
import dev.cairnfs.namenode.loop.OpMetrics;
import dev.cairnfs.namenode.loop.ReplyGate;
import dev.cairnfs.namenode.loop.StateMachine;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.shared.model.NamespaceInfo;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/** The state machine on the caller's thread; its records count as durable as soon as they are made. */
final class BareMachine implements CoreBenchmark.Target {
    private static final Caller CALLER = new Caller("hdfs", Set.of("supergroup"), true, "127.0.0.1", null);

    private final Namespace namespace;
    private final ReplyGate gate = new ReplyGate();
    private final StateMachine machine;

    BareMachine() {
        LoopClock clock = LoopClock.system();
        long now = clock.monotonicNanos() / 1_000_000;
        BlockManager blocks = new BlockManager(BlockManagerSettings.defaults(), now);
        namespace = new Namespace("hdfs", "supergroup", blocks);
        NamespaceInfo info = new NamespaceInfo(1, "CID-1", "BP-1", 0, 1);
        blocks.attach(namespace, info);
        blocks.start(RememberedDatanodes.NONE, now);
        CoreState state = new CoreState(
                namespace, blocks, new LeaseClock(namespace.leases(), now), NameNodeSettings.defaults("hdfs"), "BP-1");
        LoopHooks hooks = new LoopHooks(
                clock,
                (what, cause) -> {
                    throw new IllegalStateException(what, cause);
                },
                AuditSink.NONE,
                OpMetrics.NONE);
        machine = new StateMachine(state, hooks, gate, new SplittableRandom(1), List.of());
    }

    @Override
    public CompletableFuture<?> execute(Command<?> command) {
        CompletableFuture<?> answer = machine.execute(CALLER, command);
        if (!machine.takeRecords().isEmpty()) {
            gate.durable(namespace.lastTxid());
        }
        return answer;
    }

    @Override
    public CompletableFuture<?> query(Query<?> query) {
        return machine.query(CALLER, query);
    }
}
