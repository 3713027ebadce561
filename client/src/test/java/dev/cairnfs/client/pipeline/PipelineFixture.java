package dev.cairnfs.client.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.client.pipeline.NodeReply.Outcome;
import dev.cairnfs.client.pipeline.PipelineAction.Connect;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LocatedBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A machine with the time in hand, and short ways to say what happens to it. */
abstract class PipelineFixture {
    static final int MAX_IN_FLIGHT = 4;
    static final PipelinePolicy POLICY = PipelinePolicy.STANDARD.withMaxPacketsInFlight(MAX_IN_FLIGHT);

    record TestPacket(long seqno, long offsetInBlock, int dataLength, boolean lastInBlock) implements QueuedPacket {}

    PipelineStateMachine machine = newFile(POLICY, 3, null);
    long now = 1_000;

    static PipelineStateMachine newFile(PipelinePolicy policy, int replication, @Nullable LocatedBlock first) {
        return new PipelineStateMachine(policy, WriteStart.ofNewFile(replication, first), PipelineFixture::isLocal);
    }

    /** The writer runs on the node that is called local. */
    static boolean isLocal(BlockLocation node) {
        return node.datanode().host().equals("local");
    }

    static BlockLocation node(String name) {
        return new BlockLocation(new DatanodeId("uuid-" + name, name, 9866, 9864), "/r", "DS-" + name, "DISK", "");
    }

    static List<BlockLocation> nodes(String... names) {
        return Arrays.stream(names).map(PipelineFixture::node).toList();
    }

    static LocatedBlock block(long id, String... names) {
        return new LocatedBlock(extended(id, 1001, 0), 0, false, nodes(names));
    }

    static ExtendedBlock extended(long id, long stamp, long length) {
        return new ExtendedBlock("BP-1", new Block(id, stamp, length));
    }

    static Connect create(LocatedBlock block) {
        return new Connect(new PipelineSetup(SetupStage.CREATE, block.block(), 1001, block.locations(), 0, 0));
    }

    static TestPacket data(long seqno, long offset) {
        return new TestPacket(seqno, offset, 100, false);
    }

    static TestPacket last(long seqno, long length) {
        return new TestPacket(seqno, length, 0, true);
    }

    List<PipelineAction> actions() {
        List<PipelineAction> all = new ArrayList<>();
        PipelineAction next = machine.nextAction();
        while (next != null) {
            all.add(next);
            next = machine.nextAction();
        }
        return all;
    }

    void startStreaming(LocatedBlock block) {
        machine.blockAllocated(block);
        assertThat(actions()).containsExactly(create(block));
        machine.pipelineReady(now);
    }

    /** All DataNodes acknowledge. */
    @Nullable
    QueuedPacket ack(long seqno) {
        return machine.ackReceived(
                new PipelineAck(seqno, List.of(NodeReply.SUCCESS, NodeReply.SUCCESS, NodeReply.SUCCESS)), now);
    }

    /** The DataNode at a place says something else, those before it success. */
    void ackWith(long seqno, int place, Outcome outcome) {
        List<NodeReply> replies = new ArrayList<>();
        for (int i = 0; i < place; i++) {
            replies.add(NodeReply.SUCCESS);
        }
        replies.add(new NodeReply(outcome, false));
        assertThat(machine.ackReceived(new PipelineAck(seqno, replies), now)).isNull();
    }
}
