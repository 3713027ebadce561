package dev.cairnfs.simulation;

import dev.cairnfs.namenode.blocks.BlockManager;
import dev.cairnfs.namenode.blocks.RememberedDatanodes;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.Command;
import dev.cairnfs.namenode.command.Query;
import dev.cairnfs.namenode.command.SoftEvent;
import dev.cairnfs.namenode.journal.JournalRecovery;
import dev.cairnfs.namenode.journal.JournalSettings;
import dev.cairnfs.namenode.journal.MemoryStorage;
import dev.cairnfs.namenode.journal.SegmentLog;
import dev.cairnfs.namenode.loop.SlicedEvent;
import dev.cairnfs.namenode.loop.StateMachine;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.namenode.state.NamespaceDigest;
import dev.cairnfs.namenode.state.NamespaceSnapshot;
import dev.cairnfs.shared.model.NamespaceInfo;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The NameNode: its disk, and one process after the other. */
public final class SimulatedNameNode {
    public static final String POOL = "BP-1-10.0.0.1-1";
    public static final NamespaceInfo INFO = new NamespaceInfo(1, "CID-simulated", POOL, 0, 1);

    private static final JournalSettings JOURNAL = new JournalSettings(4096, 1 << 20, 0);
    private static final int RESTART_MAX_MILLIS = 20_000;
    private static final int IMAGE_MAX_MILLIS = 2_000;

    private final World world;
    private final History history;
    private final SimulatedImages images;
    private final Runnable onStart;
    private List<MemoryStorage> disks = List.of(new MemoryStorage("disk-1"), new MemoryStorage("disk-2"));
    private RememberedDatanodes knownDatanodes = RememberedDatanodes.ofUuids(List.of(), true);
    private @Nullable NameNodeProcess running;
    private long durableBefore;
    private long crashes;
    private long diskFailures;

    /** @param onStart called each time it serves again */
    public SimulatedNameNode(World world, SimulatedImages images, Runnable onStart) {
        this.world = world;
        this.history = new History(world.trace());
        this.images = images;
        this.onStart = onStart;
    }

    public boolean isRunning() {
        return running != null;
    }

    public long crashes() {
        return crashes;
    }

    public History history() {
        return history;
    }

    /** The process; for checkers, which look only while it is running. */
    public NameNodeProcess process() {
        if (running == null) {
            throw new IllegalStateException("the NameNode is down");
        }
        return running;
    }

    /** Starts, unless it dies while it recovers: then it is started again. */
    public void start() {
        try {
            serve();
        } catch (SimulatedCrash crash) {
            crashes++;
            restartLater(world.chance(50));
        }
    }

    private void serve() {
        BlockManager blocks = new BlockManager(
                SimulationSettings.blockRules(), world.scheduler().nowMillis());
        Namespace namespace = recover(blocks);
        blocks.attach(namespace, INFO);
        blocks.start(knownDatanodes, world.scheduler().nowMillis());
        SimulatedProcess process = new SimulatedProcess(world.scheduler(), () -> crash(world.chance(50)));
        NameNodeProcess started =
                new NameNodeProcess(world, history, process, namespace, blocks, new SegmentLog(disks, JOURNAL));
        knownDatanodes.uuids().forEach(started::remember);
        running = started;
        started.start();
        // It may have died in its first disk operation.
        if (isRunning()) {
            onStart.run();
        }
    }

    /** What was claimed to be durable must be there, and be what was written. */
    private Namespace recover(BlockManager blocks) {
        try {
            Namespace namespace = images.loadNewest(blocks);
            if (world.chance(20)) {
                loseSector();
            }
            long last = JournalRecovery.recover(disks).read(namespace.lastTxid() + 1, (txid, record) -> {
                InvariantViolation.check(
                        txid <= history.lastTxid() && record.equals(history.record(txid)),
                        "the journal gives back another record than was written at txid " + txid);
                namespace.replay(txid, record);
            });
            InvariantViolation.check(
                    last >= durableBefore,
                    "txid " + durableBefore + " was acknowledged, and the journal ends at " + last);
            history.cutTo(last);
            checkCopies(namespace.lastTxid());
            history.compare(namespace, "recovered state");
            return namespace;
        } catch (IOException e) {
            throw new InvariantViolation("the NameNode does not start again", e);
        }
    }

    /** A disk cannot read one sector any more, while the other one has all that it has. */
    private void loseSector() {
        MemoryStorage disk = disks.get(world.random().nextInt(disks.size()));
        List<String> files = disk.list();
        if (files.isEmpty() || disks.stream().anyMatch(other -> !holdsTheSame(other, disk))) {
            return;
        }
        String file = files.get(world.random().nextInt(files.size()));
        int at = world.random().nextInt(disk.content(file).length + 1);
        disk.setFaults(new MemoryStorage.Faults() {
            @Override
            public void before(String step, String changed) {}

            @Override
            public void beforeRead(String read, long position, int length) throws IOException {
                if (read.equals(file) && position <= at && at < position + length) {
                    throw new IOException("Input/output error");
                }
            }
        });
        world.trace().add("lost sector " + file);
    }

    /** A disk that failed for a while may have files of the same names, and less in them. */
    private static boolean holdsTheSame(MemoryStorage one, MemoryStorage other) {
        return one.list().equals(other.list())
                && one.list().stream().allMatch(file -> Arrays.equals(one.content(file), other.content(file)));
    }

    /** After a start each disk alone would do; a lost sector of a final segment is lost, though. */
    private void checkCopies(long last) throws IOException {
        for (MemoryStorage disk : disks) {
            if (disk.hasFaults()) {
                disk.setFaults(MemoryStorage.Faults.NONE);
                continue;
            }
            long found = JournalRecovery.recover(List.of(disk.afterKill()))
                    .read(
                            images.newestTxid() + 1,
                            (txid, record) -> InvariantViolation.check(
                                    record.equals(history.record(txid)), "another record in " + disk.location()));
            InvariantViolation.check(
                    found == last, disk.location() + " alone ends at txid " + found + ", not at " + last);
        }
    }

    /** The process dies now, and is started again after a while. */
    public void crash(boolean powerCut) {
        NameNodeProcess dying = running;
        if (dying == null) {
            return;
        }
        crashes++;
        durableBefore = dying.durableTxid();
        knownDatanodes = dying.knownDatanodes();
        running = null;
        dying.loseCalls();
        restartLater(powerCut);
    }

    private void restartLater(boolean powerCut) {
        disks = disks.stream()
                .map(disk -> powerCut ? disk.afterPowerCut(world.random()) : disk.afterKill())
                .toList();
        world.trace().add(powerCut ? "power cut" : "kill");
        world.soon(RESTART_MAX_MILLIS, this::start);
    }

    /** The process will die in the middle of one of its next disk operations. */
    public void crashWithinDiskOperations(int operations) {
        int[] left = {operations};
        MemoryStorage.Faults crash = (step, file) -> {
            if (left[0]-- == 0) {
                throw new SimulatedCrash();
            }
        };
        disks.forEach(disk -> disk.setFaults(crash));
    }

    /** A disk fails for a while, unless another one does. The journal must do without it, and take it back later. */
    public void failDisk() {
        NameNodeProcess now = running;
        boolean failing = disks.stream().anyMatch(MemoryStorage::hasFaults);
        if (now != null && !failing && now.activeJournalDirectories() == disks.size()) {
            diskFailures++;
            MemoryStorage disk = disks.get(world.random().nextInt(disks.size()));
            disk.setFaults((step, file) -> {
                throw new IOException("Input/output error");
            });
            now.process().after(10_000, () -> disk.setFaults(MemoryStorage.Faults.NONE));
        }
    }

    public long diskFailures() {
        return diskFailures;
    }

    /** Writes an image while the NameNode goes on, and checks that it gives back the state. */
    public void checkpoint() {
        NameNodeProcess now = running;
        if (now == null || now.namespace().lastTxid() == images.newestTxid()) {
            return;
        }
        now.process().run(() -> {
            NamespaceSnapshot snapshot = now.rollAndSnapshot();
            long digest = NamespaceDigest.of(now.namespace());
            now.process().after(1 + world.random().nextInt(IMAGE_MAX_MILLIS), () -> {
                images.writeAndCheck(snapshot, digest);
                now.purgeBefore(images.oldestTxid() + 1);
                world.trace().add(snapshot.lastTxid());
            });
        });
    }

    public <R> void execute(Caller caller, Command<R> command, Consumer<Outcome<R>> handler) {
        submit(command.auditName(), false, machine -> machine.execute(caller, command), handler);
    }

    public <R> void query(Caller caller, Query<R> query, Consumer<Outcome<R>> handler) {
        submit(query.auditName(), false, machine -> machine.query(caller, query), handler);
    }

    /** To be called before a DataNode registers. */
    public void remember(String uuid) {
        if (running != null) {
            running.remember(uuid);
        }
    }

    public <R> void apply(String name, SoftEvent<R> event, Consumer<Outcome<R>> handler) {
        submit(name, true, machine -> machine.apply(event), handler);
    }

    public <R> void apply(String name, SlicedEvent<R> event, Consumer<Outcome<R>> handler) {
        submit(name, true, machine -> machine.apply(event), handler);
    }

    private <R> void submit(
            String name,
            boolean soft,
            Function<StateMachine, CompletableFuture<R>> call,
            Consumer<Outcome<R>> handler) {
        if (running == null) {
            world.soon(50, () -> handler.accept(new Outcome<>(null, null, false)));
        } else {
            running.submit(name, soft, call, handler);
        }
    }
}
