package dev.cairnfs.namenode.lifecycle;

import dev.cairnfs.namenode.blocks.BlockManager;
import dev.cairnfs.namenode.blocks.DatanodeRegistration;
import dev.cairnfs.namenode.blocks.RememberedDatanode;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.Command;
import dev.cairnfs.namenode.command.LeaseClock;
import dev.cairnfs.namenode.command.Query;
import dev.cairnfs.namenode.command.ReleaseExpiredLeases;
import dev.cairnfs.namenode.command.SoftEvent;
import dev.cairnfs.namenode.journal.FileJournal;
import dev.cairnfs.namenode.journal.JournalStatus;
import dev.cairnfs.namenode.journal.SegmentLog;
import dev.cairnfs.namenode.loop.AuditSink;
import dev.cairnfs.namenode.loop.CoreState;
import dev.cairnfs.namenode.loop.FaultHandler;
import dev.cairnfs.namenode.loop.LoopClock;
import dev.cairnfs.namenode.loop.LoopHooks;
import dev.cairnfs.namenode.loop.OpMetrics;
import dev.cairnfs.namenode.loop.PeriodicTask;
import dev.cairnfs.namenode.loop.ReplyGate;
import dev.cairnfs.namenode.loop.SlicedEvent;
import dev.cairnfs.namenode.loop.StateLoop;
import dev.cairnfs.namenode.loop.StateMachine;
import dev.cairnfs.shared.model.NamespaceInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The NameNode's core, running: the only door for the application. All methods may be called by any thread.
 *
 * <p>The futures fail with {@link dev.cairnfs.shared.error.HdfsException}. They complete on the core's threads: what
 * hangs on them must be short. When the process dies before a future completes, the call's outcome is unknown.
 */
public final class NameNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NameNode.class);
    private static final Duration TICK_PERIOD = Duration.ofMillis(250);
    private static final Duration LEASE_MONITOR_PERIOD = Duration.ofSeconds(2);
    private static final Duration REMEMBER_PERIOD = Duration.ofSeconds(5);

    private final NameDirectories directories;
    private final StateLoop loop;
    private final FileJournal journal;
    private final Checkpointer checkpointer;
    private final KnownDatanodes known;
    private final ResourceMonitor resources;

    private NameNode(
            NameDirectories directories,
            StateLoop loop,
            FileJournal journal,
            Checkpointer checkpointer,
            KnownDatanodes known,
            ResourceMonitor resources) {
        this.known = known;
        this.resources = resources;
        this.directories = directories;
        this.loop = loop;
        this.journal = journal;
        this.checkpointer = checkpointer;
    }

    /**
     * Prepares empty directories for a new namespace with only the root directory.
     *
     * @param clusterId empty for a new one
     * @throws IOException HdfsException INCONSISTENT_STORAGE when a directory is not empty; then nothing was changed
     */
    public static NamespaceInfo format(NameNodeConfig config, String clusterId) throws IOException {
        return Formatter.format(config, clusterId);
    }

    /** True when a directory holds a namespace. */
    public static boolean isFormatted(NameNodeConfig config) {
        return config.nameDirectories().stream().map(NameDirectory::new).anyMatch(NameDirectory::isFormatted);
    }

    /** Starts without metrics. */
    public static NameNode start(NameNodeConfig config, FaultHandler fault, AuditSink audit) throws IOException {
        return start(config, fault, audit, OpMetrics.NONE);
    }

    /**
     * Loads the namespace and begins to serve, in safe mode.
     *
     * @param fault must end the process: nothing is answered after a fault
     * @throws IOException when the directories cannot be used, naming file and offset where one is damaged
     */
    public static NameNode start(NameNodeConfig config, FaultHandler fault, AuditSink audit, OpMetrics metrics)
            throws IOException {
        return start(config, new LoopHooks(LoopClock.system(), fault, audit, metrics), SpaceProbe.SYSTEM);
    }

    static NameNode start(NameNodeConfig config, LoopHooks hooks, SpaceProbe probe) throws IOException {
        NameDirectories directories = NameDirectories.open(config.nameDirectories());
        try {
            return new Starter(config, directories, hooks, probe).start();
        } catch (IOException | RuntimeException e) {
            try {
                directories.close();
            } catch (IOException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
    }

    /** Assembles the parts in the order in which they depend on each other. */
    private record Starter(NameNodeConfig config, NameDirectories directories, LoopHooks hooks, SpaceProbe probe) {
        NameNode start() throws IOException {
            long nowMillis = hooks.clock().monotonicNanos() / 1_000_000;
            BlockManager blocks = new BlockManager(config.blocks(), config.racks(), nowMillis);
            NamespaceLoader.Loaded loaded = new NamespaceLoader(directories, blocks).load();
            blocks.attach(loaded.namespace(), directories.info());
            KnownDatanodes known = new KnownDatanodes(directories.directories());
            blocks.start(known.read(loaded.namespace().blocks().count() == 0), nowMillis);

            CoreState state = new CoreState(
                    loaded.namespace(),
                    blocks,
                    new LeaseClock(loaded.namespace().leases(), nowMillis),
                    config.settings(),
                    directories.info().blockPoolId());
            ReplyGate gate = new ReplyGate();
            RandomGenerator random = new SplittableRandom();
            StateMachine machine = new StateMachine(state, hooks, gate, random, tasks(blocks, random, known));
            blocks.listen(machine::replicaGained);

            FileJournal journal = new FileJournal(
                    new SegmentLog(directories.storages(), config.journal()),
                    config.journal(),
                    hooks.fault()::fault,
                    hooks.metrics()::synced);
            long lastTxid = loaded.namespace().lastTxid();
            gate.durable(lastTxid);
            journal.start(lastTxid + 1, gate::durable);
            StateLoop loop = new StateLoop(machine, journal, hooks, config.queueCapacity());
            Checkpointer checkpointer = new Checkpointer(
                    config.checkpoint(),
                    directories,
                    loop,
                    journal,
                    known,
                    loaded.imageTxid(),
                    Checkpointer.Surroundings.real(hooks.fault()));
            ResourceMonitor resources = new ResourceMonitor(
                    config.resources(), () -> ResourceMonitor.inUse(directories, journal), probe, loop, hooks.fault());
            loop.start();
            resources.start();
            checkpointer.start();
            return new NameNode(directories, loop, journal, checkpointer, known, resources);
        }

        private static List<PeriodicTask> tasks(BlockManager blocks, RandomGenerator random, KnownDatanodes known) {
            return List.of(
                    PeriodicTask.soft("tick", TICK_PERIOD, soft -> blocks.tick(soft.monotonicMillis(), random)),
                    PeriodicTask.command("leaseMonitor", LEASE_MONITOR_PERIOD, new ReleaseExpiredLeases()),
                    PeriodicTask.soft("rememberDatanodes", REMEMBER_PERIOD, soft -> {
                        known.note(blocks.liveToRemember(), blocks.nothingLacks());
                        return false;
                    }));
        }
    }

    public <R> CompletableFuture<R> execute(Caller caller, Command<R> command) {
        return loop.execute(caller, command);
    }

    public <R> CompletableFuture<R> query(Caller caller, Query<R> query) {
        return loop.query(caller, query);
    }

    public <R> CompletableFuture<R> apply(SoftEvent<R> event) {
        return loop.apply(event);
    }

    /** For a soft event with much work, such as a full block report. */
    public <R> CompletableFuture<R> applySliced(SlicedEvent<R> event) {
        return loop.apply(event);
    }

    /**
     * Lets a DataNode in, see {@link BlockManager#registerDatanode}. It is remembered on disk before, which the calling
     * thread waits for when it is new or has moved: so the next start knows for whom it waits in safe mode, and where that
     * was. One whose volumes are of no cluster yet is only told which one this is, and is to register again when they are:
     * until then its id may be lost, and nobody would ever come back for whom a recovery waits.
     */
    public CompletableFuture<NamespaceInfo> registerDatanode(DatanodeRegistration registration, long sequence) {
        CompletableFuture<RememberedDatanode> check =
                loop.apply(soft -> soft.blocks().checkRegistration(registration, soft.monotonicMillis()));
        if (!registration.isFormatted()) {
            return check.thenApply(accepted -> namespaceInfo());
        }
        try {
            known.join(check.join());
        } catch (CompletionException refused) {
            return CompletableFuture.failedFuture(refused.getCause());
        }
        return loop.apply(soft -> soft.blocks().registerDatanode(registration, sequence, soft.monotonicMillis()));
    }

    /** Reads hard and soft state of one moment, for metrics and status pages; no call, so it is not audited. */
    public <R> CompletableFuture<R> inspect(Function<CoreState, R> reader) {
        return loop.onLoop("inspect", reader);
    }

    public NamespaceInfo namespaceInfo() {
        return directories.info();
    }

    /** Writes an image of now while serving; completes with the last txid in it. */
    public CompletableFuture<Long> checkpoint() {
        return checkpointer.request();
    }

    public CheckpointStatus checkpointStatus() {
        return checkpointer.status();
    }

    public JournalStatus journalStatus() {
        return journal.status();
    }

    /** Calls that wait for the loop now. */
    public int queueLength() {
        return loop.queueLength();
    }

    /** Works off what was submitted, syncs, and stops. */
    @Override
    public void close() {
        try {
            resources.stop();
            checkpointer.stop();
            loop.stop();
            journal.close();
            directories.close();
        } catch (InterruptedException e) {
            // The caller wants to be gone: what is synced is synced, as with a kill.
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warn("The name directories could not be unlocked", e);
        }
    }
}
