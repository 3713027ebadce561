package dev.cairnfs.namenode.loop;

import com.google.protobuf.ByteString;
import dev.cairnfs.namenode.blocks.BlockManager;
import dev.cairnfs.namenode.blocks.BlockManagerSettings;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.Command;
import dev.cairnfs.namenode.command.LeaseClock;
import dev.cairnfs.namenode.command.NameNodeSettings;
import dev.cairnfs.namenode.command.Plan;
import dev.cairnfs.namenode.command.PlanContext;
import dev.cairnfs.namenode.command.Query;
import dev.cairnfs.namenode.record.DeleteRecord;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.record.MkdirRecord;
import dev.cairnfs.namenode.state.BlockEvents;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A state machine with its surroundings, for tests that drive it by hand. */
final class TestCore {
    static final Caller ALICE = new Caller("alice", Set.of("users"), false, "10.0.0.1", null);

    final ManualClock clock = new ManualClock();
    final List<String> faults = new ArrayList<>();
    final List<AuditEvent> audit = new ArrayList<>();
    final ReplyGate gate = new ReplyGate();
    final LoopHooks hooks = new LoopHooks(clock, (what, cause) -> faults.add(what), audit::add, OpMetrics.NONE);
    final Namespace namespace = new Namespace("root", "supergroup", BlockEvents.NONE);
    final StateMachine machine;

    TestCore(PeriodicTask... tasks) {
        machine = new StateMachine(state(namespace), hooks, gate, new SplittableRandom(1), List.of(tasks));
    }

    /** These tests have no blocks. */
    static CoreState state(Namespace namespace) {
        BlockManager none = new BlockManager(BlockManagerSettings.defaults(), 0);
        none.attach(namespace, new dev.cairnfs.shared.model.NamespaceInfo(1, "CID-1", "BP-1", 0, 1));
        return new CoreState(
                namespace, none, new LeaseClock(namespace.leases(), 0), NameNodeSettings.defaults("hdfs"), "BP-1");
    }

    /** Makes what was replayed durable. */
    void sync() {
        machine.takeRecords();
        gate.durable(namespace.lastTxid());
    }

    static EditRecord mkdirRecord(PlanContext context, String name) {
        return EditRecord.newBuilder()
                .setTimeMillis(context.wallMillis())
                .setMkdir(MkdirRecord.newBuilder()
                        .setParentId(Namespace.ROOT_ID)
                        .setName(ByteString.copyFromUtf8(name))
                        .setInodeId(context.namespace().inodes().peekNextId(0))
                        .setOwner(context.caller().user())
                        .setGroup("users")
                        .setMode(0755))
                .build();
    }

    /** Makes a directory below the root. */
    record Mkdir(String name) implements Command<Boolean> {
        @Override
        public String auditName() {
            return "mkdirs";
        }

        @Override
        public String source() {
            return "/" + name;
        }

        @Override
        public Plan<Boolean> plan(PlanContext context) throws HdfsException {
            if (context.namespace()
                            .inodes()
                            .child(Namespace.ROOT_ID, name.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    != 0) {
                throw new HdfsException(ErrorCode.FILE_ALREADY_EXISTS, "/" + name);
            }
            return Plan.of(List.of(mkdirRecord(context, name)), true);
        }
    }

    /** A command from a lambda. */
    record Planned<R>(Planner<R> planner) implements Command<R> {
        interface Planner<R> {
            Plan<R> plan(PlanContext context) throws HdfsException;
        }

        @Override
        public String auditName() {
            return "planned";
        }

        @Override
        public Plan<R> plan(PlanContext context) throws HdfsException {
            return planner.plan(context);
        }
    }

    /** How many children the root has. */
    record CountChildren() implements Query<Integer> {
        @Override
        public String auditName() {
            return "count";
        }

        @Override
        public @Nullable String source() {
            return "/";
        }

        @Override
        public Integer read(PlanContext context) {
            return context.namespace().inodes().childCount(Namespace.ROOT_ID);
        }
    }

    static EditRecord deleteRecord(long inodeId) {
        return EditRecord.newBuilder()
                .setDelete(DeleteRecord.newBuilder().setInodeId(inodeId))
                .build();
    }
}
