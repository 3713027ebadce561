package dev.cairnfs.namenode.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import dev.cairnfs.namenode.blocks.BlockView;
import dev.cairnfs.namenode.image.ImageLoader;
import dev.cairnfs.namenode.image.ImageWriter;
import dev.cairnfs.namenode.record.CallId;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.namenode.state.NamespaceSnapshot;
import dev.cairnfs.namenode.state.StateInvariants;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.ServerDefaults;
import dev.cairnfs.shared.path.HdfsPath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The core without a loop: plans a command, replays its records, builds the reply. Holds every plan to the rules of all
 * planners: planning changes nothing, planning twice gives the same records, a refusal has no records.
 */
final class Core {
    static final String POOL = "BP-1-127.0.0.1-1";
    static final Caller HDFS = caller("hdfs", "supergroup");
    static final Caller ALICE = caller("alice", "staff");
    static final Caller BOB = caller("bob", "staff");
    static final Caller EVE = caller("eve", "others");

    final FakeBlocks blocks = new FakeBlocks();
    final Namespace namespace;
    final LeaseClock leaseClock;
    final List<EditRecord> journal = new ArrayList<>();
    NameNodeSettings settings = settings(1 << 20, 255, 10_000, 1000);
    long wallMillis = 1_700_000_000_000L;
    long monotonicMillis = 1000;

    Core() {
        namespace = new Namespace("hdfs", "supergroup", blocks);
        leaseClock = new LeaseClock(namespace.leases(), 1000);
    }

    /** With what an image holds. */
    Core(NamespaceSnapshot snapshot, Path directory) throws IOException {
        namespace = ImageLoader.load(ImageWriter.write(snapshot, directory), blocks);
        leaseClock = new LeaseClock(namespace.leases(), 1000);
        namespace.blocks().forEachSlot(0, namespace.blocks().slotLimit(), slot -> {
            blocks.slots.put(slot, namespace.blocks().id(slot));
            return true;
        });
    }

    /** With what a journal holds. */
    Core(List<EditRecord> records) {
        this();
        records.forEach(record -> namespace.replay(namespace.lastTxid() + 1, record));
    }

    static NameNodeSettings settings(int directoryItemsMax, int componentLength, int blocksPerFile, int page) {
        return new NameNodeSettings(
                "hdfs",
                "supergroup",
                true,
                022,
                ServerDefaults.STANDARD,
                1L << 20,
                1,
                512,
                componentLength,
                directoryItemsMax,
                blocksPerFile,
                page,
                Duration.ofHours(1),
                Duration.ofSeconds(60),
                Duration.ofMinutes(20),
                Duration.ofSeconds(5));
    }

    static Caller caller(String user, String... groups) {
        return new Caller(user, Set.of(groups), user.equals("hdfs"), "10.0.0.99", null);
    }

    static Caller call(Caller caller, int callId) {
        ByteString client = ByteString.copyFrom(new byte[16]);
        CallId id = CallId.newBuilder().setClientId(client).setCallId(callId).build();
        return new Caller(caller.user(), caller.groups(), caller.superuser(), caller.remoteAddress(), id);
    }

    static HdfsPath path(String text) {
        try {
            return HdfsPath.parse(text);
        } catch (HdfsException e) {
            throw new AssertionError(e);
        }
    }

    static ExtendedBlock extended(Block block, long numBytes) {
        return new ExtendedBlock(POOL, new Block(block.blockId(), block.generationStamp(), numBytes));
    }

    PlanContext context(Caller caller) {
        return new Context(this, caller);
    }

    /** Off in tests with so large a state that dumping it takes long. */
    boolean checksPurity = true;

    /** Plans, with the rules for all planners checked. */
    <R> Plan<R> plan(Caller caller, Command<R> command) throws HdfsException {
        if (!checksPurity) {
            return command.plan(context(caller));
        }
        String before = Dump.of(namespace);
        Plan<R> plan;
        try {
            plan = command.plan(context(caller));
            assertThat(command.plan(context(caller)).records()).isEqualTo(plan.records());
        } finally {
            assertThat(Dump.of(namespace)).as("planning changes nothing").isEqualTo(before);
        }
        return plan;
    }

    /** As the loop does it, but a wait ends at once. */
    <R> R run(Caller caller, Command<R> command) throws HdfsException {
        Plan<R> plan = plan(caller, command);
        replay(plan);
        while (plan.awaitBlock() != 0 && !plan.records().isEmpty()) {
            plan = plan(caller, command);
            replay(plan);
        }
        return plan.reply().apply(context(caller));
    }

    private void replay(Plan<?> plan) {
        for (EditRecord record : plan.records()) {
            assertThat(record.getTimeMillis()).isEqualTo(wallMillis);
            namespace.replay(namespace.lastTxid() + 1, record);
            journal.add(record);
            if (checksPurity) {
                // A crash may cut the journal behind any record.
                StateInvariants.check(namespace);
            }
        }
        var effect = plan.effect();
        if (effect != null) {
            effect.accept(new SoftState(blocks, leaseClock, monotonicMillis));
        }
    }

    /** The command must be refused, with this code and with a message that begins so, and change nothing. */
    void refused(Caller caller, Command<?> command, ErrorCode code, String messageStart) {
        String before = Dump.of(namespace);
        HdfsException e = assertThrows(HdfsException.class, () -> run(caller, command), command.toString());
        assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
        assertThat(e.getMessage()).startsWith(messageStart);
        assertThat(Dump.of(namespace)).isEqualTo(before);
    }

    void refused(Caller caller, Query<?> query, ErrorCode code, String messageStart) {
        HdfsException e = assertThrows(HdfsException.class, () -> read(caller, query), query.toString());
        assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
        assertThat(e.getMessage()).startsWith(messageStart);
    }

    <R> R read(Caller caller, Query<R> query) throws HdfsException {
        String before = Dump.of(namespace);
        try {
            return query.read(context(caller));
        } finally {
            assertThat(Dump.of(namespace)).isEqualTo(before);
        }
    }

    // Shorthands.

    void mkdir(Caller caller, String path, int mode) throws HdfsException {
        assertThat(run(caller, new Mkdirs(path(path), mode, true))).isTrue();
    }

    FileStatus create(Caller caller, String path) throws HdfsException {
        return run(caller, creating(path, "client", false));
    }

    static Create creating(String path, String client, boolean overwrite) {
        return new Create(path(path), 0644, client, "10.0.0.99", overwrite, true, 3, 1 << 20);
    }

    LocatedBlock addBlock(long fileId, @Nullable ExtendedBlock previous) throws HdfsException {
        return run(HDFS, new AddBlock(path("/any"), fileId, "client", previous, List.of(), List.of()));
    }

    /** A closed file with one block, which has three replicas. */
    long file(Caller caller, String path, long bytes) throws HdfsException {
        long id = create(caller, path).fileId();
        ExtendedBlock last = null;
        if (bytes > 0) {
            Block block = addBlock(id, null).block().block();
            blocks.live.put(block.blockId(), 3);
            last = extended(block, bytes);
        }
        assertThat(run(caller, new Complete(path(path), id, "client", last))).isTrue();
        return id;
    }

    Optional<FileStatus> status(String path) throws HdfsException {
        return read(HDFS, new GetFileInfo(path(path)));
    }

    boolean exists(String path) throws HdfsException {
        return status(path).isPresent();
    }

    /** What a planner sees of this core. */
    private record Context(Core core, Caller caller) implements PlanContext {
        @Override
        public Namespace namespace() {
            return core.namespace;
        }

        @Override
        public BlockView blocks() {
            return core.blocks;
        }

        @Override
        public long wallMillis() {
            return core.wallMillis;
        }

        @Override
        public long monotonicMillis() {
            return core.monotonicMillis;
        }

        @Override
        public LeaseClock leaseClock() {
            return core.leaseClock;
        }

        @Override
        public RandomGenerator random() {
            return new Random(7);
        }

        @Override
        public NameNodeSettings settings() {
            return core.settings;
        }

        @Override
        public String blockPoolId() {
            return POOL;
        }
    }
}
