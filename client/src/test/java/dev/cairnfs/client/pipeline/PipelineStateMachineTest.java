package dev.cairnfs.client.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.client.pipeline.PipelineAction.AbandonBlock;
import dev.cairnfs.client.pipeline.PipelineAction.AllocateBlock;
import dev.cairnfs.client.pipeline.PipelineAction.CompleteFile;
import dev.cairnfs.client.pipeline.PipelineAction.Disconnect;
import dev.cairnfs.client.pipeline.PipelineAction.Pause;
import dev.cairnfs.client.pipeline.PipelineAction.SendHeartbeat;
import dev.cairnfs.client.pipeline.PipelineAction.SendPacket;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LocatedBlock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PipelineStateMachineTest extends PipelineFixture {
    @Test
    void aBlockThatCameWithTheFileIsNotAskedFor() {
        LocatedBlock given = block(1, "a", "b");
        machine = newFile(POLICY, 3, given);
        machine.packetFilled(data(0, 0), now);
        assertThat(actions()).containsExactly(create(given));
        machine.pipelineFailed(1, "refused", null, now);
        assertThat(actions())
                .as("after its failure the next one is asked for")
                .containsExactly(
                        new PipelineAction.Disconnect(),
                        new PipelineAction.AbandonBlock(given.block()),
                        new PipelineAction.AllocateBlock(null, List.of("b:9866")));
    }

    @Test
    void anEmptyFileGivesItsBlockBack() {
        LocatedBlock given = block(1, "a");
        machine = newFile(POLICY, 3, given);
        machine.closeRequested(now);
        assertThat(actions())
                .containsExactly(new PipelineAction.AbandonBlock(given.block()), new PipelineAction.CompleteFile(null));
    }

    @Test
    void anAbortBeforeTheFirstByteGivesTheBlockBack() {
        LocatedBlock given = block(1, "a");
        machine = newFile(POLICY, 3, given);
        machine.abort(new PipelineException(PipelineException.Reason.ABORTED, 0, "test", null));
        assertThat(actions()).contains(new PipelineAction.AbandonBlock(given.block()));
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

        assertThat(ack(0)).isSameAs(only);
        assertThat(actions()).isEmpty();
        assertThat(ack(1)).isSameAs(end);
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
        ack(0);
        assertThat(actions()).containsExactly(new SendPacket(data(4, 400)));
    }

    @Test
    void theEndOfABlockWaitsOnceSomethingIsAcknowledged() {
        machine.packetFilled(data(0, 0), now);
        actions();
        startStreaming(block(1, "a"));
        machine.packetFilled(data(1, 100), now);
        actions();
        ack(0);
        machine.packetFilled(last(2, 200), now);
        assertThat(actions()).isEmpty();
        ack(1);
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
        ack(0);
        ack(1);
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
        ack(0);
        now += Duration.ofMinutes(10).toNanos();
        ack(1);
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
                .containsExactly(create(block(3, "n3")), new Disconnect(), new AbandonBlock(block(3).block()));
        PipelineException failure = Objects.requireNonNull(machine.failure());
        assertThat(failure.reason()).isEqualTo(PipelineException.Reason.SETUP_FAILED);
        assertThat(failure).hasMessageContaining("n3:9866").hasMessageContaining("refused");
        machine.closeRequested(now);
        assertThat(actions()).isEmpty();
        assertThat(machine.isClosed()).isFalse();
    }

    @Test
    void aPipelineThatBreaksBeforeAnythingWasSentIsReplaced() {
        machine.packetFilled(data(0, 0), now);
        actions();
        machine.blockAllocated(block(1, "a", "b"));
        actions();
        machine.datanodeRestarting(1, now);
        assertThat(actions())
                .containsExactly(
                        new Disconnect(),
                        new AbandonBlock(block(1).block()),
                        new AllocateBlock(null, List.of("b:9866")));
    }

    @Test
    void anAcknowledgementOutOfOrderIsAFailureOfThePipeline() {
        machine.packetFilled(data(0, 0), now);
        machine.packetFilled(data(1, 100), now);
        actions();
        startStreaming(block(1, "a"));
        actions();
        assertThat(ack(1)).isNull();
        assertThat(machine.isStreaming()).isFalse();
        assertThat(actions()).containsExactly(new Disconnect());
        assertThat(machine.failure())
                .as("there is no other node")
                .hasMessageContaining("All datanodes [a:9866] are bad")
                .hasMessageContaining("an acknowledgement for packet 1 came where 0 was due");
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
        PipelineException why = new PipelineException(PipelineException.Reason.ABORTED, 0, "enough", null);
        machine.packetFilled(data(0, 0), now);
        actions();
        machine.blockAllocated(block(1, "a"));
        actions();
        machine.abort(why);
        assertThat(actions()).containsExactly(new Disconnect(), new AbandonBlock(block(1).block()));
        assertThat(machine.failure()).isSameAs(why);

        machine = newFile(POLICY, 3, null);
        machine.packetFilled(data(0, 0), now);
        actions();
        startStreaming(block(1, "a"));
        machine.abort(why);
        assertThat(actions()).as("the last DataNode shows it").containsExactly(new Disconnect());
    }

    @Test
    void theFirstFlushOfABlockIsJournaledAndLaterOnesOnDemand() {
        machine.packetFilled(data(0, 0), now);
        actions();
        startStreaming(block(1, "a"));
        actions();
        ack(0);
        machine.flushed(false);
        assertThat(actions()).containsExactly(new PipelineAction.PersistLength(extended(1, 1001, 100)));
        machine.packetFilled(data(1, 100), now);
        actions();
        ack(1);
        machine.flushed(false);
        assertThat(actions()).isEmpty();
        machine.flushed(true);
        assertThat(actions()).containsExactly(new PipelineAction.PersistLength(extended(1, 1001, 200)));
        machine.packetFilled(last(2, 200), now);
        actions();
        ack(2);
        machine.flushed(true);
        assertThat(actions())
                .as("between two blocks it is the one before")
                .contains(new PipelineAction.PersistLength(extended(1, 1001, 200)));
    }

    @Test
    void aFlushOfWhatIsNotAcknowledgedIsABug() {
        machine.packetFilled(data(0, 0), now);
        assertThatThrownBy(() -> machine.flushed(false)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void eventsOutOfPlaceAreBugsAndSaidSo() {
        assertThatThrownBy(() -> machine.pipelineReady(now)).isInstanceOf(IllegalStateException.class);
        machine.closeRequested(now);
        assertThatThrownBy(() -> machine.packetFilled(data(0, 0), now)).isInstanceOf(IllegalStateException.class);
    }
}
