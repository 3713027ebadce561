package dev.cairnfs.datanode.transfer;

import io.netty.buffer.ByteBuf;

/** The last answer is on its way; what still comes is thrown away. */
final class ClosingPhase implements Phase {
    private static final int SILENCE_MAX_MILLIS = 5_000;

    @Override
    public void received(ByteBuf in) {
        in.release();
    }

    @Override
    public int silenceMaxMillis() {
        return SILENCE_MAX_MILLIS;
    }
}
