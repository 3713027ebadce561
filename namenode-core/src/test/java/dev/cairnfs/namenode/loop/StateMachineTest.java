package dev.cairnfs.namenode.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.Command;
import dev.cairnfs.namenode.command.Mkdirs;
import dev.cairnfs.namenode.command.Plan;
import dev.cairnfs.namenode.command.PlanContext;
import dev.cairnfs.namenode.command.SlicedCommand;
import dev.cairnfs.namenode.command.SlicedQuery;
import dev.cairnfs.namenode.command.SoftState;
import dev.cairnfs.namenode.loop.TestCore.CountChildren;
import dev.cairnfs.namenode.loop.TestCore.Mkdir;
import dev.cairnfs.namenode.loop.TestCore.Planned;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // the tests look at the state instead
class StateMachineTest {
    private final TestCore core = new TestCore();
    private final StateMachine machine = core.machine;

    private <R> CompletableFuture<R> execute(Planned.Planner<R> planner) {
        return machine.execute(TestCore.ALICE, new Planned<>(planner));
    }

    private static ErrorCode errorOf(CompletableFuture<?> future) {
        assertThat(future).isCompletedExceptionally();
        Throwable error = future.handle((value, failure) -> failure).join();
        assertThat(error).isInstanceOf(HdfsException.class);
        return ((HdfsException) error).code();
    }

    @Test
    void anAnswerWaitsUntilItsRecordsAreDurable() {
        CompletableFuture<Boolean> made = machine.execute(TestCore.ALICE, new Mkdir("a"));
        CompletableFuture<Boolean> second = machine.execute(TestCore.ALICE, new Mkdir("b"));
        List<EditRecord> records = machine.takeRecords();
        assertThat(records).hasSize(2);
        assertThat(machine.takeRecords()).isEmpty();
        assertThat(made).isNotDone();
        core.gate.durable(1);
        assertThat(made).isCompletedWithValue(true);
        assertThat(second).isNotDone();
        core.gate.durable(2);
        assertThat(second).isCompletedWithValue(true);
    }

    @Test
    void aReadWaitsForWhatItHasSeenAndAnswersAtOnceOtherwise() {
        assertThat(machine.query(TestCore.ALICE, new CountChildren())).isCompletedWithValue(0);
        machine.execute(TestCore.ALICE, new Mkdir("a"));
        CompletableFuture<Integer> seen = machine.query(TestCore.ALICE, new CountChildren());
        assertThat(seen).isNotDone();
        core.sync();
        assertThat(seen).isCompletedWithValue(1);
        assertThat(machine.query(TestCore.ALICE, new CountChildren())).isCompletedWithValue(1);
    }

    @Test
    void aRefusalTooWaitsForWhatItTells() {
        machine.execute(TestCore.ALICE, new Mkdir("a"));
        CompletableFuture<Boolean> again = machine.execute(TestCore.ALICE, new Mkdir("a"));
        assertThat(again).isNotDone();
        assertThat(machine.takeRecords()).hasSize(1);
        core.sync();
        assertThat(errorOf(again)).isEqualTo(ErrorCode.FILE_ALREADY_EXISTS);
    }

    @Test
    void aBugInPlanningFailsItsCallOnly() {
        CompletableFuture<Boolean> broken = execute(context -> {
            throw new IllegalArgumentException("bug");
        });
        assertThat(errorOf(broken)).isEqualTo(ErrorCode.FAULT);
        assertThat(core.faults).isEmpty();
        machine.execute(TestCore.ALICE, new Mkdir("a"));
        core.sync();
        assertThat(machine.query(TestCore.ALICE, new CountChildren())).isCompletedWithValue(1);
    }

    @Test
    void aRecordThatDoesNotFitHaltsAndAnswersNothing() {
        CompletableFuture<Boolean> broken = execute(context -> Plan.of(List.of(TestCore.deleteRecord(99_999)), true));
        assertThat(core.faults).hasSize(1);
        assertThat(machine.isHalted()).isTrue();
        core.gate.durable(1_000);
        assertThat(broken).as("nobody may know how it ended").isNotDone();
        assertThat(errorOf(machine.execute(TestCore.ALICE, new Mkdir("a")))).isEqualTo(ErrorCode.FAULT);
        assertThat(machine.takeRecords()).isEmpty();
    }

    @Test
    void aRefusingReplyLeavesItsRecords() {
        CompletableFuture<Boolean> refused =
                execute(context -> Plan.replying(List.of(TestCore.mkdirRecord(context, "a")), after -> {
                    throw new HdfsException(ErrorCode.RECOVERY_IN_PROGRESS, "later");
                }));
        assertThat(refused).isNotDone();
        core.sync();
        assertThat(errorOf(refused)).isEqualTo(ErrorCode.RECOVERY_IN_PROGRESS);
        assertThat(core.namespace.lastTxid()).isEqualTo(1);
    }

    @Test
    void aParkedCallIsPlannedAgainWhenItsBlockGainsAReplica() {
        int[] plans = {0};
        CompletableFuture<Integer> waiting = execute(context -> {
            plans[0]++;
            return new Plan<>(List.of(), after -> plans[0], null, plans[0] < 3 ? 77 : 0);
        });
        machine.apply(soft -> gain(78));
        assertThat(plans[0]).isEqualTo(1);
        machine.apply(soft -> gain(77));
        assertThat(plans[0]).isEqualTo(2);
        assertThat(waiting).isNotDone();
        machine.apply(soft -> gain(77));
        assertThat(waiting).isCompletedWithValue(3);
        machine.apply(soft -> gain(77));
        assertThat(plans[0]).isEqualTo(3);
    }

    private boolean gain(long blockId) {
        machine.replicaGained(blockId);
        return true;
    }

    @Test
    void aParkedCallIsAnsweredAsItIsWhenTheWaitIsOver() {
        CompletableFuture<Boolean> waiting = execute(context -> new Plan<>(List.of(), after -> false, null, 77));
        assertThat(machine.millisToNextTimer()).isEqualTo(5000);
        core.clock.advanceMillis(4999);
        machine.runTimers();
        assertThat(waiting).isNotDone();
        core.clock.advanceMillis(1);
        machine.runTimers();
        assertThat(waiting).isCompletedWithValue(false);
        machine.apply(soft -> gain(77));
        assertThat(machine.millisToNextTimer()).isGreaterThan(1_000_000);
    }

    @Test
    void aCallThatMustWaitFurtherKeepsItsDeadline() {
        CompletableFuture<Boolean> first = execute(context -> new Plan<>(List.of(), after -> false, null, 77));
        core.clock.advanceMillis(3000);
        CompletableFuture<Boolean> second = execute(context -> new Plan<>(List.of(), after -> false, null, 78));
        machine.apply(soft -> gain(77));
        assertThat(first).as("planned again, and parked again").isNotDone();
        assertThat(machine.millisToNextTimer()).isEqualTo(2000);
        core.clock.advanceMillis(2000);
        machine.runTimers();
        assertThat(first).isCompletedWithValue(false);
        assertThat(second).isNotDone();
        core.clock.advanceMillis(3000);
        machine.runTimers();
        assertThat(second).isCompletedWithValue(false);
    }

    @Test
    void wokenCallsDoNotCountAmongThoseThatWait() {
        CompletableFuture<Boolean> head = execute(context -> new Plan<>(List.of(), after -> false, null, 1));
        boolean[] complete = {false};
        for (int i = 0; i < ParkedCalls.CALLS_MAX - 1; i++) {
            execute(context -> new Plan<>(List.of(), after -> true, null, complete[0] ? 0 : 2));
        }
        assertThat(execute(context -> new Plan<>(List.of(), after -> false, null, 3)))
                .as("no more may wait")
                .isCompletedWithValue(false);
        complete[0] = true;
        machine.apply(soft -> gain(2));
        assertThat(execute(context -> new Plan<>(List.of(), after -> false, null, 3)))
                .as("room again behind the head")
                .isNotDone();
        assertThat(head).isNotDone();
    }

    @Test
    void aPlanThatWaitsAfterItsRecordsIsPlannedAgainAtOnce() {
        CompletableFuture<Integer> done = execute(context -> {
            int children = context.namespace().inodes().childCount(Namespace.ROOT_ID);
            return children == 0
                    ? new Plan<>(List.of(TestCore.mkdirRecord(context, "a")), after -> -1, null, 77)
                    : Plan.answer(children);
        });
        assertThat(done).isNotDone();
        core.sync();
        assertThat(done).isCompletedWithValue(1);
    }

    @Test
    void timersRunByTheMonotonicClock() {
        int[] runs = {0};
        PeriodicTask task = PeriodicTask.soft("count", Duration.ofSeconds(3), soft -> ++runs[0] == 0);
        PeriodicTask mkdir = PeriodicTask.command("mkdir", Duration.ofSeconds(10), new Mkdir("by-timer"));
        TestCore timed = new TestCore(task, mkdir);
        timed.machine.runTimers();
        assertThat(runs[0]).isZero();
        timed.clock.advanceMillis(3000);
        timed.machine.runTimers();
        timed.machine.runTimers();
        assertThat(runs[0]).isEqualTo(1);
        timed.clock.advanceMillis(60_000);
        timed.machine.runTimers();
        assertThat(runs[0]).as("missed runs are not made up for").isEqualTo(2);
        assertThat(timed.namespace.lastTxid()).isEqualTo(1);
        assertThat(timed.audit)
                .as("the NameNode's own work is no client's call")
                .isEmpty();
    }

    @Test
    void aTimerThatHasMoreToDoGoesOnInPieces() {
        int[] left = {3};
        TestCore timed = new TestCore(PeriodicTask.soft("sweep", Duration.ofSeconds(1), soft -> --left[0] > 0));
        timed.clock.advanceMillis(1000);
        timed.machine.runTimers();
        assertThat(left[0]).isEqualTo(2);
        while (timed.machine.hasBackground()) {
            timed.machine.runBackground();
        }
        assertThat(left[0]).isZero();
    }

    @Test
    void longWorkIsDoneInPieces() {
        int[] advances = {0};
        CompletableFuture<String> report = machine.apply(new SlicedEvent<String>() {
            @Override
            public boolean advance(SoftState soft) {
                return ++advances[0] == 3;
            }

            @Override
            public String result() {
                return "done";
            }
        });
        CompletableFuture<Integer> query = machine.query(TestCore.ALICE, new Sliced());
        int pieces = 0;
        while (machine.hasBackground()) {
            machine.runBackground();
            pieces++;
        }
        assertThat(pieces).isEqualTo(5);
        assertThat(report).isCompletedWithValue("done");
        assertThat(query).isCompletedWithValue(2);
    }

    @Test
    void longWorkIsBounded() {
        boolean[] done = {false};
        SlicedEvent<Boolean> endless = new SlicedEvent<>() {
            @Override
            public boolean advance(SoftState soft) {
                return done[0];
            }

            @Override
            public Boolean result() {
                return true;
            }
        };
        List<CompletableFuture<Boolean>> taken = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            taken.add(machine.apply(endless));
        }
        machine.runBackground();
        assertThat(taken).noneMatch(CompletableFuture::isDone);
        assertThat(machine.apply(endless))
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withMessageContaining("busy with 1000 long operations");
        assertThat(machine.query(TestCore.ALICE, new Sliced())).isCompletedExceptionally();
        done[0] = true;
        machine.runBackground();
        CompletableFuture<Boolean> another = machine.apply(endless);
        while (machine.hasBackground()) {
            machine.runBackground();
        }
        assertThat(taken).allMatch(CompletableFuture::isDone);
        assertThat(another).isCompletedWithValue(true);
    }

    private record Sliced() implements SlicedQuery<Integer> {
        @Override
        public String auditName() {
            return "sliced";
        }

        @Override
        public Slices<Integer> begin(PlanContext context) {
            return new Slices<>() {
                private int advances;

                @Override
                public boolean advance(PlanContext at) {
                    return ++advances == 2;
                }

                @Override
                public Integer result() {
                    return advances;
                }
            };
        }
    }

    @Test
    void longChecksOfACommandAreMadeInPieces() {
        CompletableFuture<Boolean> made = machine.execute(TestCore.ALICE, new CheckedMkdir(true));
        CompletableFuture<Boolean> direct = machine.execute(TestCore.ALICE, new CheckedMkdir(false));
        assertThat(core.namespace.inodes().childCount(Namespace.ROOT_ID))
                .as("only the one without long checks")
                .isEqualTo(1);
        machine.runBackground();
        machine.runBackground();
        assertThat(machine.hasBackground()).isFalse();
        core.sync();
        assertThat(made).isCompletedWithValue(true);
        assertThat(direct).isCompletedWithValue(true);
    }

    private record CheckedMkdir(boolean slow) implements SlicedCommand<Boolean> {
        @Override
        public String auditName() {
            return "mkdirs";
        }

        @Override
        public SlicedQuery.@Nullable Slices<Command<Boolean>> begin(PlanContext context) {
            if (!slow) {
                return null;
            }
            return new SlicedQuery.Slices<>() {
                private int advances;

                @Override
                public boolean advance(PlanContext at) {
                    return ++advances == 2;
                }

                @Override
                public Command<Boolean> result() {
                    return new Mkdir("checked");
                }
            };
        }

        @Override
        public Plan<Boolean> plan(PlanContext context) throws HdfsException {
            return new Mkdir("direct").plan(context);
        }
    }

    @Test
    void aDeletedTreeIsReclaimedInPieces() {
        long top = core.namespace.inodes().peekNextId(0);
        machine.execute(TestCore.ALICE, new Mkdir("top"));
        for (int i = 0; i < 1200; i++) {
            int number = i;
            execute(context -> Plan.of(
                    List.of(TestCore.mkdirRecord(context, "d" + number).toBuilder()
                            .mergeMkdir(dev.cairnfs.namenode.record.MkdirRecord.newBuilder()
                                    .setParentId(top)
                                    .build())
                            .build()),
                    true));
        }
        execute(context -> Plan.of(List.of(TestCore.deleteRecord(top)), true));
        int pieces = 0;
        while (machine.hasBackground()) {
            machine.runBackground();
            pieces++;
        }
        assertThat(pieces).isEqualTo(3);
        assertThat(core.namespace.inodes().count()).isEqualTo(1);
        assertThat(machine.takeRecords()).hasSize(1 + 1200 + 1 + 3);
    }

    @Test
    void nothingIsReclaimedWhileTheDisksAreFull() throws HdfsException {
        long id = core.namespace.inodes().peekNextId(0);
        machine.execute(TestCore.ALICE, new Mkdir("d"));
        execute(context -> Plan.of(
                List.of(TestCore.mkdirRecord(context, "below").toBuilder()
                        .mergeMkdir(dev.cairnfs.namenode.record.MkdirRecord.newBuilder()
                                .setParentId(id)
                                .build())
                        .build()),
                true));
        execute(context -> Plan.of(List.of(TestCore.deleteRecord(id)), true));
        assertThat(machine.hasBackground()).isTrue();
        machine.apply(soft -> {
            soft.blocks().enterSafeModeForLackOfResources();
            return true;
        });
        assertThat(machine.hasBackground()).isFalse();
        long txid = core.namespace.lastTxid();
        machine.runBackground();
        assertThat(core.namespace.lastTxid()).isEqualTo(txid);
        machine.state().blocks().start(dev.cairnfs.namenode.blocks.RememberedDatanodes.NONE, 0);
        machine.state().blocks().leaveSafeMode(false);
        assertThat(machine.hasBackground()).isTrue();
        machine.runBackground();
        assertThat(core.namespace.hasReclaimable()).isFalse();
    }

    @Test
    void everyCallIsAuditedWhenItsAnswerLeaves() {
        machine.execute(TestCore.ALICE, new Mkdir("a\tb\nc"));
        assertThat(core.audit).isEmpty();
        core.sync();
        execute(context -> {
            throw new HdfsException(ErrorCode.ACCESS_CONTROL, "no");
        });
        assertThat(core.audit).hasSize(2);
        assertThat(core.audit.get(0).toLine("webhdfs"))
                .isEqualTo("allowed=true\tugi=alice (auth:SIMPLE)\tip=/10.0.0.1\tcmd=mkdirs\tsrc=/a?b?c\tdst=null"
                        + "\tperm=null\tproto=webhdfs");
        assertThat(core.audit.get(1).allowed()).isFalse();
        AuditRing ring = new AuditRing(1, AuditSink.NONE);
        core.audit.forEach(ring::call);
        assertThat(ring.newest(10)).containsExactly(core.audit.get(1));
    }

    @Test
    void theAuditLogTellsOwnerAndModeOfWhatACallChanged() throws Exception {
        machine.state().blocks().start(dev.cairnfs.namenode.blocks.RememberedDatanodes.NONE, 0);
        machine.state().blocks().leaveSafeMode(false);
        HdfsPath path = HdfsPath.parse("/audited");
        Caller root = new Caller("root", Set.of(), true, "10.0.0.1", null);
        machine.execute(root, new Mkdirs(path, 0750, true));
        core.sync();
        machine.execute(root, new Mkdirs(path, -1, true));
        core.sync();
        assertThat(core.audit.get(0).toLine("webhdfs")).contains("\tperm=root:", ":rwxr-x---\t");
        assertThat(core.audit.get(1).toLine("webhdfs")).contains("\tperm=null\t");
    }
}
