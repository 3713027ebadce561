package dev.cairnfs.client.pipeline;

import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LocatedBlock;
import java.util.ArrayList;
import java.util.List;

/** The block that is being written: where, under which stamp, and how far. */
final class WrittenBlock {
    private final boolean appended;
    private ExtendedBlock block;
    private List<BlockLocation> nodes;
    private long acknowledged;
    private long sent;
    private boolean anythingSent;
    private boolean anythingAcknowledged;
    private boolean flushed;

    private WrittenBlock(LocatedBlock located, boolean appended) {
        this.block = located.block();
        this.nodes = located.locations();
        this.appended = appended;
        this.acknowledged = appended ? located.block().block().numBytes() : 0;
        this.sent = acknowledged;
    }

    static WrittenBlock created(LocatedBlock block) {
        return new WrittenBlock(block, false);
    }

    static WrittenBlock appended(LocatedBlock block) {
        return new WrittenBlock(block, true);
    }

    /** With the length that all of the pipeline has, under the stamp of the last pipeline that stood. */
    ExtendedBlock block() {
        return stamped(block.block().generationStamp());
    }

    ExtendedBlock stamped(long generationStamp) {
        return new ExtendedBlock(block.poolId(), new Block(block.block().blockId(), generationStamp, acknowledged));
    }

    List<BlockLocation> nodes() {
        return nodes;
    }

    /** The DataNode at a place of the pipeline; the first one, which we talk to, where the place is unknown. */
    BlockLocation nodeAt(int index) {
        return nodes.get(index >= 0 && index < nodes.size() ? index : 0);
    }

    void remove(BlockLocation node) {
        List<BlockLocation> left = new ArrayList<>(nodes);
        left.remove(node);
        nodes = List.copyOf(left);
    }

    void add(BlockLocation node) {
        List<BlockLocation> more = new ArrayList<>(nodes);
        more.add(node);
        nodes = List.copyOf(more);
    }

    /** The pipeline stands under another stamp. */
    void rebuilt(long generationStamp) {
        block = stamped(generationStamp);
    }

    void sending(QueuedPacket packet) {
        anythingSent = true;
        sent = Math.max(sent, end(packet));
    }

    void acknowledged(QueuedPacket packet) {
        anythingAcknowledged = true;
        acknowledged = Math.max(acknowledged, end(packet));
    }

    private static long end(QueuedPacket packet) {
        return packet.offsetInBlock() + packet.dataLength();
    }

    void flushed() {
        flushed = true;
    }

    long acknowledged() {
        return acknowledged;
    }

    /** The end of what any replica may have. */
    long sent() {
        return sent;
    }

    /** Whether a replica may hold bytes, so that a reader may have seen some. */
    boolean mayBeSeen() {
        return appended || anythingSent;
    }

    boolean isAnythingAcknowledged() {
        return appended || anythingAcknowledged;
    }

    /** Whether somebody relies on what it has. */
    boolean isReliedOn() {
        return appended || flushed;
    }
}
