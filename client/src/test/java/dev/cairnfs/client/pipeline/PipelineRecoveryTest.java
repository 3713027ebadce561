package dev.cairnfs.client.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.client.pipeline.NodeReply.Outcome;
import dev.cairnfs.client.pipeline.PipelineAction.AddDatanode;
import dev.cairnfs.client.pipeline.PipelineAction.AllocateBlock;
import dev.cairnfs.client.pipeline.PipelineAction.CompleteFile;
import dev.cairnfs.client.pipeline.PipelineAction.Connect;
import dev.cairnfs.client.pipeline.PipelineAction.Disconnect;
import dev.cairnfs.client.pipeline.PipelineAction.Pause;
import dev.cairnfs.client.pipeline.PipelineAction.RenewStamp;
import dev.cairnfs.client.pipeline.PipelineAction.SendPacket;
import dev.cairnfs.client.pipeline.PipelineAction.TransferReplica;
import dev.cairnfs.client.pipeline.PipelineAction.UpdatePipeline;
import dev.cairnfs.client.pipeline.ReplaceDatanodeOnFailure.Policy;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LocatedBlock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineRecoveryTest extends PipelineFixture {
    /** Two packets are sent to three nodes, and the first is acknowledged. */
    private void streamToThree() {
        machine.packetFilled(data(0, 0), now);
        actions();
        startStreaming(block(1, "a", "b", "c"));
        machine.packetFilled(data(1, 100), now);
        ack(0);
        actions();
    }

    private static Connect recover(
            SetupStage stage, ExtendedBlock block, long stamp, long min, long max, String... on) {
        return new Connect(new PipelineSetup(stage, block, stamp, nodes(on), min, max));
    }

    private void expectRecovered(long stamp, long oldStamp, long acknowledged, String... on) {
        machine.pipelineReady(now);
        assertThat(actions())
                .as("the NameNode hears of it when it stands, not before")
                .containsExactly(new UpdatePipeline(
                        extended(1, oldStamp, acknowledged), extended(1, stamp, acknowledged), nodes(on)));
        machine.pipelineUpdated(now);
    }

    private static LocatedBlock answer(BlockLocation... nodes) {
        return new LocatedBlock(extended(1, 1001, 0), 0, false, List.of(nodes));
    }

    @Test
    void aBadNodeLeavesAndWhatIsNotAcknowledgedIsSentAgainUnderANewStamp() {
        streamToThree();
        ackWith(1, 2, Outcome.FAILED);
        assertThat(actions()).containsExactly(new Disconnect(), new RenewStamp(extended(1, 1001, 100)));
        machine.packetFilled(data(2, 200), now);
        machine.stampRenewed(1002);
        assertThat(actions())
                .containsExactly(
                        recover(SetupStage.STREAMING_RECOVERY, extended(1, 1001, 100), 1002, 100, 200, "a", "b"));
        expectRecovered(1002, 1001, 100, "a", "b");
        assertThat(actions()).containsExactly(new SendPacket(data(1, 100)), new SendPacket(data(2, 200)));
        ack(1);
        ack(2);
        machine.packetFilled(last(3, 300), now);
        actions();
        machine.closeRequested(now);
        ack(3);
        assertThat(actions()).containsExactly(new Disconnect(), new CompleteFile(extended(1, 1002, 300)));
    }

    @Test
    void nothingAcknowledgedIsNoReasonToGiveUpWhatAReaderMayHaveSeen() {
        machine.packetFilled(data(0, 0), now);
        machine.packetFilled(last(1, 100), now);
        actions();
        startStreaming(block(1, "a", "b", "c"));
        assertThat(actions()).containsExactly(new SendPacket(data(0, 0)), new SendPacket(last(1, 100)));
        machine.pipelineFailed(0, "it is gone", null, now);
        machine.stampRenewed(1002);
        assertThat(actions())
                .contains(recover(SetupStage.STREAMING_RECOVERY, extended(1, 1001, 0), 1002, 0, 100, "b", "c"));
        expectRecovered(1002, 1001, 0, "b", "c");
        assertThat(actions()).as("now the end waits").containsExactly(new SendPacket(data(0, 0)));
        ack(0);
        assertThat(actions()).containsExactly(new SendPacket(last(1, 100)));
    }

    @ParameterizedTest
    @CsvSource({
        // who says so, the outcome, who leaves
        "0, FAILED, a",
        "1, FAILED, b",
        "2, FAILED, c",
        "0, CHECKSUM_ERROR, a",
        "1, CHECKSUM_ERROR, a",
        "2, CHECKSUM_ERROR, b",
        "1, RESTARTING, b",
    })
    void theSuspectLeaves(int place, Outcome outcome, String suspect) {
        streamToThree();
        ackWith(1, place, outcome);
        machine.stampRenewed(1002);
        List<PipelineAction> all = actions();
        Connect connect = (Connect) all.get(all.size() - 1);
        assertThat(connect.setup().nodes()).hasSize(2).doesNotContain(node(suspect));
    }

    @Test
    void aSetUpThatFailsBeginsAgainUnderYetAnotherStamp() {
        streamToThree();
        machine.pipelineFailed(2, "it is gone", null, now);
        machine.stampRenewed(1002);
        actions();
        machine.pipelineFailed(0, "refused", null, now);
        assertThat(actions())
                .as("one of three is left, so that another one is wanted")
                .containsExactly(
                        new Disconnect(),
                        new AddDatanode(extended(1, 1001, 100), nodes("b"), List.of("c:9866", "a:9866")));
        machine.datanodeAdded(answer(node("b"), node("d")));
        assertThat(actions()).containsExactly(new TransferReplica(extended(1, 1001, 100), node("b"), node("d")));
        machine.replicaTransferred();
        assertThat(actions()).containsExactly(new RenewStamp(extended(1, 1001, 100)));
        machine.stampRenewed(1003);
        assertThat(actions())
                .containsExactly(
                        recover(SetupStage.STREAMING_RECOVERY, extended(1, 1001, 100), 1003, 100, 200, "b", "d"));
        expectRecovered(1003, 1001, 100, "b", "d");
        assertThat(actions()).containsExactly(new SendPacket(data(1, 100)));
    }

    @Test
    void aFlushedBlockGetsItsNodesBack() {
        streamToThree();
        ack(1);
        machine.flushed(false);
        actions();
        machine.pipelineFailed(1, "it is gone", null, now);
        assertThat(actions()).contains(new AddDatanode(extended(1, 1001, 200), nodes("a", "c"), List.of("b:9866")));
    }

    @Test
    void whoGetsNoCopyIsExcludedAndAnotherSourceTried() {
        machine = newFile(POLICY.withReplacement(new ReplaceDatanodeOnFailure(Policy.ALWAYS, false, 0)), 3, null);
        streamToThree();
        machine.pipelineFailed(2, "it is gone", null, now);
        actions();
        String[] sources = {"a", "b", "a"};
        for (int i = 0; i < 3; i++) {
            assertThat(machine.failure()).isNull();
            machine.datanodeAdded(answer(node("a"), node("b"), node("n" + i)));
            assertThat(actions())
                    .containsExactly(new TransferReplica(extended(1, 1001, 100), node(sources[i]), node("n" + i)));
            machine.transferFailed("no room", null, now);
            if (i < 2) {
                AddDatanode next = (AddDatanode) actions().get(0);
                assertThat(next.excludedNodes()).contains("n" + i + ":9866");
            }
        }
        assertThat(Objects.requireNonNull(machine.failure()))
                .hasMessageContaining("Failed to replace a bad datanode on the existing pipeline")
                .hasMessageContaining("no room");
        assertThat(machine.failure().reason()).isEqualTo(PipelineException.Reason.FAILED_IN_BLOCK);
        assertThat(machine.failure().acknowledgedInBlock()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void bestEffortGoesOnWithThoseThatAreLeft(boolean refused) {
        machine = newFile(POLICY.withReplacement(new ReplaceDatanodeOnFailure(Policy.ALWAYS, true, 0)), 3, null);
        streamToThree();
        machine.pipelineFailed(2, "it is gone", null, now);
        actions();
        if (refused) {
            machine.datanodeNotAdded("no more", null);
        } else {
            machine.datanodeAdded(answer(node("a"), node("b")));
        }
        assertThat(actions()).containsExactly(new RenewStamp(extended(1, 1001, 100)));
    }

    @Test
    void whenNoNodeIsLeftTheWriteEndsAndNothingIsAbandoned() {
        streamToThree();
        machine.pipelineFailed(0, "it is gone", null, now);
        machine.stampRenewed(1002);
        machine.pipelineFailed(0, "it is gone", null, now);
        machine.datanodeNotAdded("no more", null);
        assertThat(machine.failure()).hasMessageContaining("current=[c:9866]");
        assertThat(actions()).noneMatch(action -> action instanceof PipelineAction.AbandonBlock);

        machine = newFile(POLICY.withReplacement(new ReplaceDatanodeOnFailure(Policy.NEVER, false, 0)), 3, null);
        streamToThree();
        for (int i = 0; i < 3; i++) {
            machine.pipelineFailed(0, "it is gone", null, now);
            if (i < 2) {
                machine.stampRenewed(1002 + i);
            }
        }
        assertThat(machine.failure())
                .hasMessageContaining("All datanodes [c:9866] are bad. Aborting")
                .hasMessageContaining("100 acknowledged bytes");
        assertThat(actions()).noneMatch(action -> action instanceof PipelineAction.AbandonBlock);
    }

    @Test
    void theSamePacketIsNotTriedForEver() {
        machine = newFile(POLICY.withReplacement(new ReplaceDatanodeOnFailure(Policy.ALWAYS, false, 0)), 3, null);
        streamToThree();
        for (int i = 0; i < 5; i++) {
            ackWith(1, 0, Outcome.CHECKSUM_ERROR);
            AddDatanode add = (AddDatanode) actions().get(1);
            BlockLocation fresh = node("n" + i);
            machine.datanodeAdded(answer(add.existing().get(0), add.existing().get(1), fresh));
            machine.replicaTransferred();
            machine.stampRenewed(1002 + i);
            machine.pipelineReady(now);
            machine.pipelineUpdated(now);
            actions();
        }
        ackWith(1, 0, Outcome.CHECKSUM_ERROR);
        assertThat(machine.failure())
                .hasMessageContaining("Failing write. Tried pipeline recovery 5 times without success");
    }

    @Test
    void anAcknowledgementBeginsTheCountAgain() {
        streamToThree();
        for (int i = 0; i < 12; i++) {
            ackWith(i + 1, 0, Outcome.FAILED);
            List<PipelineAction> all = actions();
            if (all.get(1) instanceof AddDatanode add) {
                machine.datanodeAdded(answer(add.existing().get(0), node("n" + i)));
                machine.replicaTransferred();
            }
            machine.stampRenewed(1002 + i);
            machine.pipelineReady(now);
            machine.pipelineUpdated(now);
            ack(i + 1);
            machine.packetFilled(data(i + 2, (i + 2) * 100L), now);
            actions();
        }
        assertThat(machine.failure()).isNull();
    }

    @Test
    void aFailureAtTheEndOfABlockIsMendedByTheSetUpItself() {
        streamToThree();
        ack(1);
        machine.packetFilled(last(2, 200), now);
        machine.packetFilled(data(3, 0), now);
        assertThat(actions()).containsExactly(new SendPacket(last(2, 200)));
        machine.pipelineFailed(1, "it is gone", null, now);
        assertThat(actions()).as("nobody is added at the end").contains(new RenewStamp(extended(1, 1001, 200)));
        machine.stampRenewed(1002);
        assertThat(actions())
                .containsExactly(recover(SetupStage.CLOSE_RECOVERY, extended(1, 1001, 200), 1002, 200, 200, "a", "c"));
        machine.pipelineFailed(1, "it is gone, too", null, now);
        machine.stampRenewed(1003);
        assertThat(actions()).contains(recover(SetupStage.CLOSE_RECOVERY, extended(1, 1001, 200), 1003, 200, 200, "a"));
        machine.pipelineReady(now);
        actions();
        assertThat(machine.pipelineUpdated(now)).isEqualTo(last(2, 200));
        assertThat(actions())
                .containsExactly(
                        new Disconnect(), new AllocateBlock(extended(1, 1003, 200), List.of("b:9866", "c:9866")));
    }

    @Test
    void anAppendSetsThePipelineUpUnderANewStampAndTellsTheNameNode() {
        LocatedBlock there = new LocatedBlock(extended(1, 1001, 50), 0, false, nodes("a", "b", "c"));
        machine = new PipelineStateMachine(POLICY, WriteStart.ofAppend(3, there), node -> false);
        machine.packetFilled(data(0, 50), now);
        assertThat(actions()).containsExactly(new RenewStamp(there.block()));
        machine.stampRenewed(1002);
        assertThat(actions()).containsExactly(recover(SetupStage.APPEND, there.block(), 1002, 50, 50, "a", "b", "c"));
        machine.pipelineFailed(2, "refused", null, now);
        assertThat(actions())
                .as("somebody relies on an appended block")
                .containsExactly(new Disconnect(), new AddDatanode(there.block(), nodes("a", "b"), List.of("c:9866")));
        machine.datanodeAdded(answer(node("a"), node("b"), node("d")));
        machine.replicaTransferred();
        machine.stampRenewed(1003);
        assertThat(actions()).contains(recover(SetupStage.APPEND_RECOVERY, there.block(), 1003, 50, 50, "a", "b", "d"));
        expectRecovered(1003, 1001, 50, "a", "b", "d");
        machine.packetFilled(last(1, 150), now);
        machine.closeRequested(now);
        assertThat(actions()).as("the end waits").containsExactly(new SendPacket(data(0, 50)));
        ack(0);
        ack(1);
        assertThat(actions()).contains(new CompleteFile(extended(1, 1003, 150)));
    }

    @Test
    void anAppendThatIsAbortedLeavesTheBlockAlone() {
        LocatedBlock there = new LocatedBlock(extended(1, 1001, 50), 0, false, nodes("a"));
        machine = new PipelineStateMachine(POLICY, WriteStart.ofAppend(1, there), node -> false);
        machine.abort(new PipelineException(PipelineException.Reason.ABORTED, 0, "test", null));
        assertThat(actions()).containsExactly(new Disconnect());
        machine = new PipelineStateMachine(POLICY, WriteStart.ofAppend(1, there), node -> false);
        machine.closeRequested(now);
        assertThat(actions()).containsExactly(new CompleteFile(there.block()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "only"})
    void aRestartingNodeThatIsCloseOrAllThereIsIsWaitedFor(String which) {
        boolean only = which.equals("only");
        machine.packetFilled(data(0, 0), now);
        actions();
        startStreaming(only ? block(1, "a") : block(1, "local", "b", "c"));
        actions();
        String[] all = only ? new String[] {"a"} : new String[] {"local", "b", "c"};
        ackWith(-2, 0, Outcome.RESTARTING);
        assertThat(actions()).containsExactly(new Disconnect(), new Pause(4000));
        long stamp = 1002;
        for (int i = 0; i < 3; i++) {
            now += Duration.ofSeconds(4).toNanos();
            machine.elapsed(now);
            machine.stampRenewed(stamp);
            assertThat(actions())
                    .contains(recover(SetupStage.STREAMING_RECOVERY, extended(1, 1001, 0), stamp, 0, 100, all));
            stamp++;
            if (i < 2) {
                machine.pipelineFailed(0, "connection refused", null, now);
                assertThat(actions()).containsExactly(new Disconnect(), new Pause(4000));
            }
        }
        expectRecovered(stamp - 1, 1001, 0, all);
        assertThat(actions()).containsExactly(new SendPacket(data(0, 0)));
    }

    @Test
    void aRestartingNodeIsBadWhenItsTimeIsOver() {
        machine.packetFilled(data(0, 0), now);
        actions();
        startStreaming(block(1, "local", "b", "c"));
        actions();
        ackWith(-2, 0, Outcome.RESTARTING);
        int pauses = 0;
        List<PipelineAction> next = actions();
        while (next.contains(new Pause(4000))) {
            pauses++;
            now += Duration.ofSeconds(4).toNanos();
            machine.elapsed(now);
            machine.stampRenewed(1001 + pauses);
            actions();
            machine.pipelineFailed(0, "connection refused", null, now);
            next = actions();
        }
        assertThat(pauses).isEqualTo(8);
        machine.stampRenewed(2000);
        assertThat(actions())
                .containsExactly(recover(SetupStage.STREAMING_RECOVERY, extended(1, 1001, 0), 2000, 0, 100, "b", "c"));
    }

    @Test
    void anotherNodeThatFailsMeanwhileLeavesAtOnce() {
        machine.packetFilled(data(0, 0), now);
        actions();
        startStreaming(block(1, "local", "b", "c"));
        actions();
        ackWith(-2, 0, Outcome.RESTARTING);
        machine.elapsed(now);
        machine.stampRenewed(1002);
        actions();
        machine.pipelineFailed(2, "gone", null, now);
        assertThat(actions()).containsExactly(new Disconnect(), new Pause(4000));
        machine.elapsed(now);
        machine.stampRenewed(1003);
        assertThat(actions())
                .contains(recover(SetupStage.STREAMING_RECOVERY, extended(1, 1001, 0), 1003, 0, 100, "local", "b"));
    }

    private PipelineAck slowAt(int place, long seqno) {
        NodeReply slow = new NodeReply(Outcome.SUCCESS, true);
        return new PipelineAck(
                seqno,
                List.of(
                        place == 0 ? slow : NodeReply.SUCCESS,
                        place == 1 ? slow : NodeReply.SUCCESS,
                        place == 2 ? slow : NodeReply.SUCCESS));
    }

    @Test
    void aNodeThatStaysSlowLeaves() {
        streamToThree();
        for (int i = 0; i < 9; i++) {
            machine.ackReceived(slowAt(1, PipelineAck.HEARTBEAT_SEQNO), now);
        }
        machine.ackReceived(slowAt(2, PipelineAck.HEARTBEAT_SEQNO), now);
        for (int i = 0; i < 9; i++) {
            machine.ackReceived(slowAt(1, PipelineAck.HEARTBEAT_SEQNO), now);
        }
        assertThat(actions()).as("not ten in a row").isEmpty();
        machine.ackReceived(slowAt(1, PipelineAck.HEARTBEAT_SEQNO), now);
        machine.stampRenewed(1002);
        assertThat(actions())
                .contains(recover(SetupStage.STREAMING_RECOVERY, extended(1, 1001, 100), 1002, 100, 200, "a", "c"));
    }

    @Test
    void theOnlyNodeMayBeAsSlowAsItLikes() {
        machine.packetFilled(data(0, 0), now);
        actions();
        startStreaming(block(1, "a"));
        actions();
        PipelineAck slow = new PipelineAck(PipelineAck.HEARTBEAT_SEQNO, List.of(new NodeReply(Outcome.SUCCESS, true)));
        for (int i = 0; i < 50; i++) {
            machine.ackReceived(slow, now);
        }
        assertThat(machine.isStreaming()).isTrue();
        assertThat(actions()).isEmpty();
    }

    @Test
    void anAbortInTheMiddleOfARecoveryEndsIt() {
        streamToThree();
        machine.pipelineFailed(2, "gone", null, now);
        machine.stampRenewed(1002);
        machine.abort(new PipelineException(PipelineException.Reason.ABORTED, 0, "enough", null));
        assertThat(actions()).containsExactly(new Disconnect());
        assertThatThrownBy(() -> machine.stampRenewed(1003)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void eventsOfARecoveryOutOfPlaceAreBugs() {
        assertThatThrownBy(() -> machine.replicaTransferred()).isInstanceOf(IllegalStateException.class);
        streamToThree();
        machine.pipelineFailed(2, "gone", null, now);
        assertThatThrownBy(() -> machine.pipelineReady(now)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> machine.pipelineFailed(0, "twice", null, now))
                .isInstanceOf(IllegalStateException.class);
    }
}
