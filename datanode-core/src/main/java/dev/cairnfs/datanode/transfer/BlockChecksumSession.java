package dev.cairnfs.datanode.transfer;

import dev.cairnfs.datanode.volume.ReplicaReader;
import dev.cairnfs.datanode.volume.VerifiedReplicaReader;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.wire.DataTransferMessages;
import dev.cairnfs.shared.wire.ProtoConversions;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.BlockOpResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpBlockChecksumProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpBlockChecksumResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.BlockChecksumTypeProto;
import org.apache.hadoop.thirdparty.protobuf.ByteString;

/** Answers with the MD5 over the checksums of a block, of which a file's checksum is made. */
final class BlockChecksumSession implements Phase {
    private static final int WINDOW_BYTES = 64 << 10;
    private static final int WORK_MAX_MILLIS = 60_000;

    private final TransferConnection connection;
    private final OpBlockChecksumProto operation;
    private final ExtendedBlock block;

    BlockChecksumSession(TransferConnection connection, OpBlockChecksumProto operation) {
        this.connection = connection;
        this.operation = operation;
        this.block = ProtoConversions.fromProto(operation.getHeader().getBlock());
    }

    void start() {
        connection.enter(this);
        DiskExecutor disk = connection.context().disk();
        boolean begun = disk.begin(() -> {
            BlockOpResponseProto response = answer();
            connection.onLoop(() -> send(response));
        });
        if (!begun) {
            // Not at once: operations that were sent together would be answered one inside the other.
            connection.onLoop(() -> send(DataTransferMessages.response(Status.ERROR, disk.refusal())));
        }
    }

    private void send(BlockOpResponseProto response) {
        if (connection.isOpen()) {
            connection.answer(response);
        }
    }

    private BlockOpResponseProto answer() {
        if (operation.hasBlockChecksumOptions()
                && operation.getBlockChecksumOptions().getBlockChecksumType() != BlockChecksumTypeProto.MD5CRC) {
            return DataTransferMessages.response(Status.ERROR_UNSUPPORTED, "only MD5CRC is supported");
        }
        try (ReplicaReader replica = connection.context().store().openForRead(block)) {
            long length = block.block().numBytes();
            DataChecksum checksum = replica.checksum();
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            long whole = length / checksum.bytesPerChecksum();
            digestSums(replica, whole, md5);
            if (length % checksum.bytesPerChecksum() != 0) {
                md5.update(lastSum(length, checksum));
            }
            return BlockOpResponseProto.newBuilder()
                    .setStatus(Status.SUCCESS)
                    .setChecksumResponse(OpBlockChecksumResponseProto.newBuilder()
                            .setBytesPerCrc(checksum.bytesPerChecksum())
                            .setCrcPerBlock(checksum.checksumSize() == 0 ? 0 : checksum.chunks(length))
                            .setBlockChecksum(ByteString.copyFrom(md5.digest()))
                            .setCrcType(ProtoConversions.toProto(checksum).getType()))
                    .build();
        } catch (IOException | RuntimeException e) {
            return DataTransferMessages.response(Status.ERROR, String.valueOf(e.getMessage()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    private static void digestSums(ReplicaReader replica, long chunks, MessageDigest md5) throws IOException {
        int size = replica.checksum().checksumSize();
        ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);
        for (long chunk = 0; chunk < chunks && size > 0; ) {
            int count = (int) Math.min(chunks - chunk, WINDOW_BYTES / size);
            window.clear().limit(count * size);
            replica.readChecksums(window, chunk);
            md5.update(window.flip());
            chunk += count;
        }
    }

    /** The checksum of a short last chunk is made anew: the replica may be longer by now than what was asked for. */
    private ByteBuffer lastSum(long length, DataChecksum checksum) throws IOException {
        int shortChunk = (int) (length % checksum.bytesPerChecksum());
        ByteBuffer sum = ByteBuffer.allocate(checksum.checksumSize());
        try (VerifiedReplicaReader reader =
                connection.context().store().openVerified(block, length - shortChunk, shortChunk)) {
            checksum.compute(Objects.requireNonNull(reader.next()), sum);
        }
        return sum.flip();
    }

    @Override
    public void received(ByteBuf in) throws HdfsException {
        in.release();
        throw new HdfsException(ErrorCode.IO, "a client spoke out of turn");
    }

    @Override
    public int silenceMaxMillis() {
        return WORK_MAX_MILLIS;
    }
}
