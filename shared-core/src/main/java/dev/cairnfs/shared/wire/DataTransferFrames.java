package dev.cairnfs.shared.wire;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.thirdparty.protobuf.CodedOutputStream;
import org.apache.hadoop.thirdparty.protobuf.InvalidProtocolBufferException;
import org.apache.hadoop.thirdparty.protobuf.MessageLite;
import org.apache.hadoop.thirdparty.protobuf.Parser;

/**
 * The frames of DataTransferProtocol on a blocking stream: an operation is the protocol's version in two bytes, the
 * operation's code in one, and a message with its length before it as a varint; an answer is such a message alone.
 */
public final class DataTransferFrames {
    /** The protocol's version in HDFS 2 and 3. */
    public static final short VERSION = 28;

    /** The longest control message that is taken. */
    public static final int MAX_MESSAGE_SIZE = 4 << 20;

    private DataTransferFrames() {}

    /** An operation's bytes, header included, ready to be sent. */
    public static byte[] encodeOp(DataTransferOp op, MessageLite message) {
        int size = message.getSerializedSize();
        byte[] bytes = new byte[3 + CodedOutputStream.computeUInt32SizeNoTag(size) + size];
        bytes[0] = (byte) (VERSION >>> 8);
        bytes[1] = (byte) VERSION;
        bytes[2] = (byte) op.code();
        writeDelimited(message, size, bytes, 3);
        return bytes;
    }

    /** A message with its length before it as a varint. */
    public static byte[] encodeDelimited(MessageLite message) {
        int size = message.getSerializedSize();
        byte[] bytes = new byte[CodedOutputStream.computeUInt32SizeNoTag(size) + size];
        writeDelimited(message, size, bytes, 0);
        return bytes;
    }

    private static void writeDelimited(MessageLite message, int size, byte[] bytes, int at) {
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, at, bytes.length - at);
        try {
            out.writeUInt32NoTag(size);
            message.writeTo(out);
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new IllegalStateException("a message changed its size while it was encoded", e);
        }
    }

    /** Sends an operation in one write; the caller flushes. */
    public static void writeOp(OutputStream out, DataTransferOp op, MessageLite message) throws IOException {
        out.write(encodeOp(op, message));
    }

    /** Sends a message with its length in one write; the caller flushes. */
    public static void writeDelimited(OutputStream out, MessageLite message) throws IOException {
        out.write(encodeDelimited(message));
    }

    /**
     * Reads a message with its length before it.
     *
     * @throws EOFException when the stream ends first
     * @throws HdfsException ({@link ErrorCode#IO}) when the length is above {@value #MAX_MESSAGE_SIZE} or the message
     *     is malformed
     */
    public static <M extends MessageLite> M readDelimited(InputStream in, Parser<M> parser) throws IOException {
        int size = readVarint(in);
        byte[] bytes = in.readNBytes(checkedMessageSize(size));
        if (bytes.length < size) {
            throw new EOFException("the stream ended inside a message");
        }
        return parse(parser, bytes);
    }

    /** Parses a message, turning malformed bytes into {@link ErrorCode#IO}. */
    public static <M extends MessageLite> M parse(Parser<M> parser, byte[] bytes) throws HdfsException {
        try {
            return parser.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new HdfsException(ErrorCode.IO, "malformed message: " + e.getMessage(), e);
        }
    }

    /**
     * Checks a length before memory is taken for it.
     *
     * @throws HdfsException ({@link ErrorCode#IO}) when it is negative or above {@value #MAX_MESSAGE_SIZE}
     */
    public static int checkedMessageSize(int size) throws HdfsException {
        if (size < 0 || size > MAX_MESSAGE_SIZE) {
            throw new HdfsException(ErrorCode.IO, "a message of " + (size & 0xFFFFFFFFL) + " bytes is too long");
        }
        return size;
    }

    private static int readVarint(InputStream in) throws IOException {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the stream ended before a message");
            }
            value |= (next & 0x7F) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        throw new HdfsException(ErrorCode.IO, "a message length has more than five bytes");
    }
}
