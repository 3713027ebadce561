package dev.cairnfs.datanode.transfer;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.wire.DataTransferFrames;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.apache.hadoop.thirdparty.protobuf.MessageLite;
import org.apache.hadoop.thirdparty.protobuf.Parser;
import org.jspecify.annotations.Nullable;

/** Collects messages with their length before them from a stream that comes in pieces. One stream, one thread. */
final class DelimitedDecoder {
    private static final int INITIAL_SIZE = 512;

    private int length;
    private int shift;
    private boolean lengthKnown;
    private byte[] body = new byte[INITIAL_SIZE];
    private int filled;

    /**
     * Takes bytes until a message is complete or there are no more.
     *
     * @return the message, or null when more bytes are needed
     * @throws HdfsException when the message is too long or malformed; the stream cannot be used any more
     */
    <M extends MessageLite> @Nullable M next(ByteBuf in, Parser<M> parser) throws HdfsException {
        if (!readLength(in)) {
            return null;
        }
        int part = Math.min(length - filled, in.readableBytes());
        if (body.length < filled + part) {
            // By what has come, not by what was announced.
            body = Arrays.copyOf(body, Math.min(length, Math.max(filled + part, 2 * body.length)));
        }
        in.readBytes(body, filled, part);
        filled += part;
        if (filled < length) {
            return null;
        }
        M message = DataTransferFrames.parse(parser, Arrays.copyOf(body, length));
        length = 0;
        shift = 0;
        filled = 0;
        lengthKnown = false;
        return message;
    }

    private boolean readLength(ByteBuf in) throws HdfsException {
        while (!lengthKnown) {
            if (!in.isReadable()) {
                return false;
            }
            if (shift >= 35) {
                throw new HdfsException(ErrorCode.IO, "a message length has more than five bytes");
            }
            int next = in.readUnsignedByte();
            length |= (next & 0x7F) << shift;
            shift += 7;
            if ((next & 0x80) == 0) {
                DataTransferFrames.checkedMessageSize(length);
                lengthKnown = true;
            }
        }
        return true;
    }
}
