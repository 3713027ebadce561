package dev.cairnfs.client.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.client.pipeline.PipelineAction.AbandonBlock;
import dev.cairnfs.client.pipeline.PipelineAction.AllocateBlock;
import dev.cairnfs.client.pipeline.PipelineAction.CompleteFile;
import dev.cairnfs.client.pipeline.PipelineAction.Connect;
import dev.cairnfs.client.pipeline.PipelineAction.Disconnect;
import dev.cairnfs.client.pipeline.PipelineAction.Pause;
import dev.cairnfs.client.pipeline.PipelineAction.SendHeartbeat;
import dev.cairnfs.client.pipeline.PipelineAction.SendPacket;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LocatedBlock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PipelineStateMachineTest {
    private static final int MAX_IN_FLIGHT = 4;

    private record TestPacket(long seqno, long offsetInBlock, int dataLength, boolean lastInBlock)
            implements QueuedPacket {}

    private final PipelineStateMachine machine = new PipelineStateMachine(
            new PipelinePolicy(MAX_IN_FLIGHT, 3, Duration.ofMinutes(10), Duration.ofSeconds(30)));
    private long now = 1_000;

    private static LocatedBlock block(long id, String... nodes) {
        List<BlockLocation> locations = new ArrayList<>();
        for (String node : nodes) {
            locations.add(new BlockLocation(new DatanodeId("uuid-" + node, node, 9866, 9864), "/r", "DS", "DISK", ""));
        }
        return new LocatedBlock(new ExtendedBlock("BP-1", new Block(id, 1001, 0)), 0, false, locations);
    }

    private static TestPacket data(long seqno, long offset) {
        return new TestPacket(seqno, offset, 100, false);
    }

    private static TestPacket last(long seqno, long length) {
        return new TestPacket(seqno, length, 0, true);
    }

    private List<PipelineAction> actions() {
        List<PipelineAction> all = new ArrayList<>();
        PipelineAction next = machine.nextAction();
        while (next != null) {
            all.add(next);
            next = machine.nextAction();
        }
        return all;
    }

    private void startStreaming(LocatedBlock block) {
        machine.blockAllocated(block);
        assertThat(actions()).containsExactly(new Connect(block));
        machine.pipelineReady(now);
    }

    @Test
    void aSmallFileGoesOutInOnePieceAndIsCompletedWithItsLength() {
        TestPacket only = data(0, 0);
        TestPacket end = last(1, 100);
        machine.packetFilled(only, now);
        machine.packetFilled(end, now);
        machine.closeRequested(now);
        assertThat(actions()).containsExactly(new AllocateBlock(null, List.of()));
        startStreaming(block(7, "a", "b", "c"));
        assertThat(actions()).containsExactly(new SendPacket(only), new SendPacket(end));

        assertThat(machine.acknowledged(0, now)).isSameAs(only);
        assertThat(actions()).isEmpty();
        assertThat(machine.acknowledged(1, now)).isSameAs(end);
        ExtendedBlock written = new ExtendedBlock("BP-1", new Block(7, 1001, 100));
        assertThat(actions()).containsExactly(new Disconnect(), new CompleteFile(written));
        machine.completed(true);
        assertThat(machine.isClosed()).isTrue();
    }

    @Test
    void anEmptyFileIsCompletedWithoutABlock() {
        machine.closeRequested(now);
        assertThat(actions()).containsExactly(new CompleteFile(null));
    }

    @Test
    void theWindowBoundsWhatIsInFlight() {
        machine.packetFilled(data(0, 0), now);
        actions();
        startStreaming(block(1, "a"));
        for (int i = 1; i < 7; i++) {
            machine.packetFilled(data(i, i * 100L), now);
        }
        assertThat(actions()).hasSize(MAX_IN_FLIGHT);
        assertThat(machine.hasRoom()).isFalse();
        machine.acknowledged(0, now);
        assertThat(actions()).containsExactly(new SendPacket(data(4, 400)));
    }

    @Test
    void theEndOfABlockWaitsOnceSomethingIsAcknowledged() {
        machine.packetFilled(data(0, 0), now);
        actions();
        startStreaming(block(1, "a"));
        machine.packetFilled(data(1, 100), now);
        actions();
        machine.acknowledged(0, now);
        machine.packetFilled(last(2, 200), now);
        assertThat(actions()).isEmpty();
        machine.acknowledged(1, now);
        assertThat(actions()).containsExactly(new SendPacket(last(2, 200)));
    }

    @Test
    void theNextBlockCommitsTheOneBefore() {
        machine.packetFilled(data(0, 0), now);
        machine.packetFilled(last(1, 100), now);
        machine.packetFilled(data(2, 0), now);
        actions();
        startStreaming(block(1, "a"));
        assertThat(actions()).containsExactly(new SendPacket(data(0, 0)), new SendPacket(last(1, 100)));
        machine.acknowledged(0, now);
        machine.acknowledged(1, now);
        assertThat(actions())
                .containsExactly(
                        new Disconnect(),
                        new AllocateBlock(new ExtendedBlock("BP-1", new Block(1, 1001, 100)), List.of()));
    }

    @Test
    void aPipelineThatCannotBeSetUpIsAbandonedAndItsCulpritExcludedForTenMinutes() {
        machine.packetFilled(data(0, 0), now);
        actions();
        LocatedBlock first = block(1, "a", "b", "c");
        machine.blockAllocated(first);
        actions();
        machine.pipelineFailed(1, "refused", null, now);
        assertThat(actions())
                .containsExactly(
                        new Disconnect(), new AbandonBlock(first.block()), new AllocateBlock(null, List.of("b:9866")));

        startStreaming(block(2, "a", "c"));
        machine.packetFilled(last(1, 100), now);
        machine.packetFilled(data(2, 0), now);
        actions();
        machine.acknowledged(0, now);
        now += Duration.ofMinutes(10).toNanos();
        machine.acknowledged(1, now);
        assertThat(actions())
                .contains(new AllocateBlock(new ExtendedBlock("BP-1", new Block(2, 1001, 100)), List.of()));
    }

    @Test
    void afterThreeRetriesTheWriteFailsAndNothingIsCompleted() {
        machine.packetFilled(data(0, 0), now);
        for (int i = 0; i < 4; i++) {
            actions();
            machine.blockAllocated(block(i, "n" + i));
            machine.pipelineFailed(0, "refused", null, now);
        }
        assertThat(actions())
                .containsExactly(new Connect(block(3, "n3")), new Disconnect(), new AbandonBlock(block(3).block()));
        PipelineException failure = Objects.requireNonNull(machine.failure());
        assertThat(failure.reason()).isEqualTo(PipelineException.Reason.SETUP_FAILED);
        assertThat(failure).hasMessageContaining("n3:9866").hasMessageContaining("refused");
        machine.closeRequested(now);
        assertThat(actions()).isEmpty();
        assertThat(machine.isClosed()).isFalse();
    }

    @Test
    void aFailureBeforeAnyAcknowledgementWritesTheWholeBlockAgain() {
        machine.packetFilled(data(0, 0), now);
        actions();
        startStreaming(block(1, "a", "b"));
        machine.packetFilled(data(1, 100), now);
        machine.packetFilled(last(2, 200), now);
        actions();
        machine.pipelineFailed(1, "b is gone", null, now);
        assertThat(actions())
                .containsExactly(
                        new Disconnect(),
                        new AbandonBlock(block(1).block()),
                        new AllocateBlock(null, List.of("b:9866")));
        startStreaming(block(2, "a", "c"));
        assertThat(actions())
                .containsExactly(
                        new SendPacket(data(0, 0)), new SendPacket(data(1, 100)), new SendPacket(last(2, 200)));
    }

    @Test
    void aFailureAfterAnAcknowledgementEndsTheWriteAndSaysHowFarItGot() {
        machine.packetFilled(data(0, 0), now);
        actions();
        startStreaming(block(1, "a", "b"));
        machine.packetFilled(data(1, 100), now);
        machine.packetFilled(data(2, 200), now);
        actions();
        machine.acknowledged(0, now);
        machine.acknowledged(1, now);
        machine.pipelineFailed(1, "b is gone", null, now);
        assertThat(actions()).containsExactly(new Disconnect());
        PipelineException failure = Objects.requireNonNull(machine.failure());
        assertThat(failure.reason()).isEqualTo(PipelineException.Reason.FAILED_IN_BLOCK);
        assertThat(failure.acknowledgedInBlock()).isEqualTo(200);
    }

    @Test
    void anAcknowledgementOutOfOrderIsAFailureOfThePipeline() {
        machine.packetFilled(data(0, 0), now);
        machine.packetFilled(data(1, 100), now);
        actions();
        startStreaming(block(1, "a"));
        actions();
        assertThat(machine.acknowledged(1, now)).isNull();
        assertThat(actions()).contains(new AbandonBlock(block(1).block()));
    }

    @Test
    void aDelayedBlockIsAskedForAgainAfterGrowingPausesAndNotForEver() {
        machine.packetFilled(data(0, 0), now);
        actions();
        long waited = 0;
        long before = 0;
        while (machine.failure() == null) {
            machine.allocationDelayed();
            List<PipelineAction> next = actions();
            if (next.isEmpty()) {
                break;
            }
            Pause pause = (Pause) next.get(0);
            assertThat(pause.millis()).isGreaterThanOrEqualTo(before).isLessThanOrEqualTo(400);
            before = pause.millis();
            waited += pause.millis();
            machine.elapsed(now);
            assertThat(actions()).hasSize(1);
        }
        assertThat(waited).isBetween(30_000L, 30_400L);
        assertThat(Objects.requireNonNull(machine.failure()).reason())
                .isEqualTo(PipelineException.Reason.NOT_REPLICATED_IN_TIME);
    }

    @Test
    void completeIsRepeatedUntilTheBlocksHaveTheirReplicas() {
        machine.closeRequested(now);
        actions();
        machine.completed(false);
        assertThat(actions()).containsExactly(new Pause(2));
        machine.elapsed(now);
        assertThat(actions()).containsExactly(new CompleteFile(null));
    }

    @Test
    void heartbeatsGoOnlyThroughAnOpenPipeline() {
        machine.idle();
        assertThat(actions()).isEmpty();
        machine.packetFilled(data(0, 0), now);
        actions();
        startStreaming(block(1, "a"));
        actions();
        machine.idle();
        assertThat(actions()).containsExactly(new SendHeartbeat());
    }

    @Test
    void anAbortGivesTheBlockBackOnlyWhileNobodyCanHaveSeenIt() {
        machine.packetFilled(data(0, 0), now);
        actions();
        startStreaming(block(1, "a"));
        actions();
        PipelineException why = new PipelineException(PipelineException.Reason.ABORTED, 0, "enough", null);
        machine.abort(why);
        assertThat(actions()).containsExactly(new Disconnect(), new AbandonBlock(block(1).block()));
        assertThat(machine.failure()).isSameAs(why);
    }

    @Test
    void eventsOutOfPlaceAreBugsAndSaidSo() {
        assertThatThrownBy(() -> machine.pipelineReady(now)).isInstanceOf(IllegalStateException.class);
        machine.closeRequested(now);
        assertThatThrownBy(() -> machine.packetFilled(data(0, 0), now)).isInstanceOf(IllegalStateException.class);
    }
}
