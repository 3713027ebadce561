package dev.cairnfs.shared.wire;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.ReplicaRecoveryInfo;
import dev.cairnfs.shared.model.ReplicaState;
import java.util.List;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.BlockProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.ExtendedBlockProto;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos.LocatedBlockProto;
import org.apache.hadoop.security.proto.SecurityProtos.TokenProto;
import org.apache.hadoop.thirdparty.protobuf.ByteString;
import org.apache.hadoop.thirdparty.protobuf.MessageLite;
import org.apache.hadoop.thirdparty.protobuf.Parser;
import org.apache.hadoop.thirdparty.protobuf.UnknownFieldSet;
import org.jspecify.annotations.Nullable;

/**
 * The messages of HDFS's InterDatanodeProtocol, which recovers blocks. Their classes are only in the jar of HDFS's
 * servers, and so they are put together here field by field, by the numbers of InterDatanodeProtocol.proto and
 * HdfsServer.proto; what they contain are Hadoop's own messages (decision 0085).
 */
public final class InterDatanodeMessages {
    /** The custom operation that begins the recovery of a replica. */
    public static final String INIT_REPLICA_RECOVERY = "initReplicaRecovery";

    /** The custom operation that gives a replica its length and generation stamp. */
    public static final String UPDATE_REPLICA_UNDER_RECOVERY = "updateReplicaUnderRecovery";

    private static final ByteString NOTHING = ByteString.EMPTY;

    private InterDatanodeMessages() {}

    /** Reads any of these messages from its bytes; what is in it is looked at when it is made a value. */
    public static Parser<UnknownFieldSet> parser() {
        return UnknownFieldSet.getDefaultInstance().getParserForType();
    }

    /**
     * Begins the recovery of a replica.
     *
     * @param block as the NameNode has it
     * @param recoveryId the generation stamp that the replica is to get
     */
    public record InitRequest(ExtendedBlock block, long recoveryId) {
        public MessageLite toProto() {
            LocatedBlockProto located = LocatedBlockProto.newBuilder()
                    .setB(ProtoConversions.toProto(block))
                    .setOffset(0)
                    .setCorrupt(false)
                    .setBlockToken(TokenProto.newBuilder()
                            .setIdentifier(NOTHING)
                            .setPassword(NOTHING)
                            .setKind("")
                            .setService(""))
                    .build();
            UnknownFieldSet recovering = UnknownFieldSet.newBuilder()
                    .addField(1, number(recoveryId))
                    .addField(2, bytes(located.toByteString()))
                    .build();
            return UnknownFieldSet.newBuilder()
                    .addField(1, bytes(recovering.toByteString()))
                    .build();
        }

        /** @throws HdfsException when a field is missing or malformed */
        public static InitRequest fromProto(UnknownFieldSet message) throws HdfsException {
            UnknownFieldSet recovering = requireMessage(message, 1, parser());
            LocatedBlockProto located = requireMessage(recovering, 2, LocatedBlockProto.parser());
            return new InitRequest(ProtoConversions.fromProto(located.getB()), requireNumber(recovering, 1));
        }
    }

    /** The answer to an {@link InitRequest}; null says that there is no replica. */
    public static MessageLite initResponse(@Nullable ReplicaRecoveryInfo info) {
        UnknownFieldSet.Builder response = UnknownFieldSet.newBuilder().addField(1, number(info == null ? 0 : 1));
        if (info != null) {
            BlockProto block = BlockProto.newBuilder()
                    .setBlockId(info.block().blockId())
                    .setGenStamp(info.block().generationStamp())
                    .setNumBytes(info.block().numBytes())
                    .build();
            response.addField(2, number(info.originalState().code())).addField(3, bytes(block.toByteString()));
        }
        return response.build();
    }

    /** Undoes {@link #initResponse}. */
    public static @Nullable ReplicaRecoveryInfo initResponse(UnknownFieldSet message) throws HdfsException {
        if (requireNumber(message, 1) == 0) {
            return null;
        }
        BlockProto block = requireMessage(message, 3, BlockProto.parser());
        return new ReplicaRecoveryInfo(
                new Block(block.getBlockId(), block.getGenStamp(), block.getNumBytes()),
                state(requireNumber(message, 2)));
    }

    private static ReplicaState state(long code) throws HdfsException {
        for (ReplicaState state : ReplicaState.values()) {
            if (state.code() == code) {
                return state;
            }
        }
        throw malformed("replica state " + code);
    }

    /**
     * Ends the recovery of a replica.
     *
     * @param block as {@link #initResponse} told it
     * @param newBlockId the block's own id; another one for a copy, which leaves the replica as it is
     * @param newLength how many bytes it keeps, or the copy gets
     */
    public record UpdateRequest(ExtendedBlock block, long recoveryId, long newBlockId, long newLength) {
        public MessageLite toProto() {
            return UnknownFieldSet.newBuilder()
                    .addField(1, bytes(ProtoConversions.toProto(block).toByteString()))
                    .addField(2, number(recoveryId))
                    .addField(3, number(newLength))
                    .addField(4, number(newBlockId))
                    .build();
        }

        /** @throws HdfsException when a field is missing or malformed */
        public static UpdateRequest fromProto(UnknownFieldSet message) throws HdfsException {
            ExtendedBlock block = ProtoConversions.fromProto(requireMessage(message, 1, ExtendedBlockProto.parser()));
            Long newBlockId = number(message, 4);
            // HDFS's default of 0 stands for no copy.
            long target = newBlockId == null || newBlockId == 0 ? block.block().blockId() : newBlockId;
            return new UpdateRequest(block, requireNumber(message, 2), target, requireNumber(message, 3));
        }
    }

    /** The answer to an {@link UpdateRequest}: the storage that holds the replica. */
    public static MessageLite updateResponse(String storageId) {
        return UnknownFieldSet.newBuilder()
                .addField(1, bytes(ByteString.copyFromUtf8(storageId)))
                .build();
    }

    /** Undoes {@link #updateResponse}. */
    public static String updateResponse(UnknownFieldSet message) throws HdfsException {
        return requireBytes(message, 1).toStringUtf8();
    }

    private static UnknownFieldSet.Field number(long value) {
        return UnknownFieldSet.Field.newBuilder().addVarint(value).build();
    }

    private static UnknownFieldSet.Field bytes(ByteString value) {
        return UnknownFieldSet.Field.newBuilder().addLengthDelimited(value).build();
    }

    private static @Nullable Long number(UnknownFieldSet message, int field) {
        return last(message.getField(field).getVarintList());
    }

    private static long requireNumber(UnknownFieldSet message, int field) throws HdfsException {
        Long value = number(message, field);
        if (value == null) {
            throw malformed("field " + field + " is missing");
        }
        return value;
    }

    private static ByteString requireBytes(UnknownFieldSet message, int field) throws HdfsException {
        ByteString value = last(message.getField(field).getLengthDelimitedList());
        if (value == null) {
            throw malformed("field " + field + " is missing");
        }
        return value;
    }

    private static <M extends MessageLite> M requireMessage(UnknownFieldSet message, int field, Parser<M> parser)
            throws HdfsException {
        return DataTransferFrames.parse(parser, requireBytes(message, field).toByteArray());
    }

    /** Of a field that comes more than once, the last one counts. */
    private static <T> @Nullable T last(List<T> values) {
        return values.isEmpty() ? null : values.get(values.size() - 1);
    }

    private static HdfsException malformed(String what) {
        return new HdfsException(ErrorCode.IO, "malformed message: " + what);
    }
}
