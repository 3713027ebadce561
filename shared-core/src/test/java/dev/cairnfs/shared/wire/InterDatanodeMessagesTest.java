package dev.cairnfs.shared.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.ReplicaRecoveryInfo;
import dev.cairnfs.shared.model.ReplicaState;
import java.util.Map;
import org.apache.hadoop.hdfs.protocol.proto.HdfsProtos;
import org.apache.hadoop.thirdparty.protobuf.DescriptorProtos.DescriptorProto;
import org.apache.hadoop.thirdparty.protobuf.DescriptorProtos.EnumDescriptorProto;
import org.apache.hadoop.thirdparty.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import org.apache.hadoop.thirdparty.protobuf.DescriptorProtos.FieldDescriptorProto;
import org.apache.hadoop.thirdparty.protobuf.DescriptorProtos.FileDescriptorProto;
import org.apache.hadoop.thirdparty.protobuf.Descriptors.EnumValueDescriptor;
import org.apache.hadoop.thirdparty.protobuf.Descriptors.FieldDescriptor;
import org.apache.hadoop.thirdparty.protobuf.Descriptors.FileDescriptor;
import org.apache.hadoop.thirdparty.protobuf.DynamicMessage;
import org.apache.hadoop.thirdparty.protobuf.MessageLite;
import org.apache.hadoop.thirdparty.protobuf.UnknownFieldSet;
import org.junit.jupiter.api.Test;

/** Against the messages as HDFS describes them, over Hadoop's own ones. */
final class InterDatanodeMessagesTest {
    private static final ExtendedBlock BLOCK = new ExtendedBlock("BP-1", new Block(7, 1001, 5000));
    private static final FileDescriptor HDFS = describe();

    private static FileDescriptor describe() {
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setName("InterDatanodeProtocol.proto")
                .setPackage("hadoop.hdfs")
                .addDependency(HdfsProtos.getDescriptor().getName())
                .addEnumType(EnumDescriptorProto.newBuilder()
                        .setName("ReplicaStateProto")
                        .addValue(value("FINALIZED", 0))
                        .addValue(value("RBW", 1))
                        .addValue(value("RWR", 2))
                        .addValue(value("RUR", 3))
                        .addValue(value("TEMPORARY", 4)))
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("RecoveringBlockProto")
                        .addField(field(
                                "newGenStamp",
                                1,
                                FieldDescriptorProto.Label.LABEL_REQUIRED,
                                FieldDescriptorProto.Type.TYPE_UINT64,
                                ""))
                        .addField(field(
                                "block",
                                2,
                                FieldDescriptorProto.Label.LABEL_REQUIRED,
                                FieldDescriptorProto.Type.TYPE_MESSAGE,
                                "LocatedBlockProto"))
                        .addField(field(
                                "truncateBlock",
                                3,
                                FieldDescriptorProto.Label.LABEL_OPTIONAL,
                                FieldDescriptorProto.Type.TYPE_MESSAGE,
                                "BlockProto")))
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("InitReplicaRecoveryRequestProto")
                        .addField(field(
                                "block",
                                1,
                                FieldDescriptorProto.Label.LABEL_REQUIRED,
                                FieldDescriptorProto.Type.TYPE_MESSAGE,
                                "RecoveringBlockProto")))
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("InitReplicaRecoveryResponseProto")
                        .addField(field(
                                "replicaFound",
                                1,
                                FieldDescriptorProto.Label.LABEL_REQUIRED,
                                FieldDescriptorProto.Type.TYPE_BOOL,
                                ""))
                        .addField(field(
                                "state",
                                2,
                                FieldDescriptorProto.Label.LABEL_OPTIONAL,
                                FieldDescriptorProto.Type.TYPE_ENUM,
                                "ReplicaStateProto"))
                        .addField(field(
                                "block",
                                3,
                                FieldDescriptorProto.Label.LABEL_OPTIONAL,
                                FieldDescriptorProto.Type.TYPE_MESSAGE,
                                "BlockProto")))
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("UpdateReplicaUnderRecoveryRequestProto")
                        .addField(field(
                                "block",
                                1,
                                FieldDescriptorProto.Label.LABEL_REQUIRED,
                                FieldDescriptorProto.Type.TYPE_MESSAGE,
                                "ExtendedBlockProto"))
                        .addField(field(
                                "recoveryId",
                                2,
                                FieldDescriptorProto.Label.LABEL_REQUIRED,
                                FieldDescriptorProto.Type.TYPE_UINT64,
                                ""))
                        .addField(field(
                                "newLength",
                                3,
                                FieldDescriptorProto.Label.LABEL_REQUIRED,
                                FieldDescriptorProto.Type.TYPE_UINT64,
                                ""))
                        .addField(field(
                                "newBlockId",
                                4,
                                FieldDescriptorProto.Label.LABEL_OPTIONAL,
                                FieldDescriptorProto.Type.TYPE_UINT64,
                                "")))
                .addMessageType(DescriptorProto.newBuilder()
                        .setName("UpdateReplicaUnderRecoveryResponseProto")
                        .addField(field(
                                "storageUuid",
                                1,
                                FieldDescriptorProto.Label.LABEL_OPTIONAL,
                                FieldDescriptorProto.Type.TYPE_STRING,
                                "")))
                .build();
        try {
            return FileDescriptor.buildFrom(file, new FileDescriptor[] {HdfsProtos.getDescriptor()});
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static EnumValueDescriptorProto value(String name, int number) {
        return EnumValueDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .build();
    }

    private static FieldDescriptorProto field(
            String name,
            int number,
            FieldDescriptorProto.Label label,
            FieldDescriptorProto.Type type,
            String typeName) {
        FieldDescriptorProto.Builder field = FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setLabel(label)
                .setType(type);
        if (!typeName.isEmpty()) {
            field.setTypeName(".hadoop.hdfs." + typeName);
        }
        return field.build();
    }

    /** How HDFS reads a message of ours; it must know all of it. */
    private static DynamicMessage read(String name, MessageLite ours) throws Exception {
        DynamicMessage read = DynamicMessage.parseFrom(HDFS.findMessageTypeByName(name), ours.toByteArray());
        assertThat(read.getUnknownFields().asMap()).isEmpty();
        return read;
    }

    private static Object get(DynamicMessage message, String field) {
        return message.getField(message.getDescriptorForType().findFieldByName(field));
    }

    private static UnknownFieldSet ours(MessageLite message) throws Exception {
        return InterDatanodeMessages.parser().parseFrom(message.toByteArray());
    }

    @Test
    void hdfsUnderstandsTheRequestToBegin() throws Exception {
        MessageLite sent = new InterDatanodeMessages.InitRequest(BLOCK, 1005).toProto();
        DynamicMessage recovering = (DynamicMessage) get(read("InitReplicaRecoveryRequestProto", sent), "block");
        assertThat(recovering.getUnknownFields().asMap()).isEmpty();
        assertThat(get(recovering, "newGenStamp")).isEqualTo(1005L);
        DynamicMessage located = (DynamicMessage) get(recovering, "block");
        assertThat(((MessageLite) get(located, "b")).toByteArray())
                .isEqualTo(ProtoConversions.toProto(BLOCK).toByteArray());
        assertThat(InterDatanodeMessages.InitRequest.fromProto(ours(sent)))
                .isEqualTo(new InterDatanodeMessages.InitRequest(BLOCK, 1005));
    }

    @Test
    void hdfsUnderstandsEveryState() throws Exception {
        for (ReplicaState state : ReplicaState.values()) {
            ReplicaRecoveryInfo info = new ReplicaRecoveryInfo(BLOCK.block(), state);
            MessageLite sent = InterDatanodeMessages.initResponse(info);
            DynamicMessage read = read("InitReplicaRecoveryResponseProto", sent);
            assertThat(get(read, "replicaFound")).isEqualTo(true);
            assertThat(((EnumValueDescriptor) get(read, "state")).getName()).isEqualTo(state.name());
            assertThat(fields((DynamicMessage) get(read, "block")))
                    .isEqualTo(Map.of("blockId", 7L, "genStamp", 1001L, "numBytes", 5000L));
            assertThat(InterDatanodeMessages.initResponse(ours(sent))).isEqualTo(info);
        }
    }

    private static Map<String, Object> fields(DynamicMessage message) {
        return message.getAllFields().entrySet().stream()
                .collect(java.util.stream.Collectors.toMap(
                        (Map.Entry<FieldDescriptor, Object> entry) ->
                                entry.getKey().getName(),
                        Map.Entry::getValue));
    }

    @Test
    void hdfsUnderstandsThatThereIsNoReplica() throws Exception {
        MessageLite sent = InterDatanodeMessages.initResponse((ReplicaRecoveryInfo) null);
        assertThat(fields(read("InitReplicaRecoveryResponseProto", sent))).isEqualTo(Map.of("replicaFound", false));
        assertThat(InterDatanodeMessages.initResponse(ours(sent))).isNull();
    }

    @Test
    void hdfsUnderstandsTheRequestToEnd() throws Exception {
        MessageLite sent = new InterDatanodeMessages.UpdateRequest(BLOCK, 1005, 9, 4000).toProto();
        DynamicMessage read = read("UpdateReplicaUnderRecoveryRequestProto", sent);
        assertThat(get(read, "recoveryId")).isEqualTo(1005L);
        assertThat(get(read, "newLength")).isEqualTo(4000L);
        assertThat(get(read, "newBlockId")).isEqualTo(9L);
        assertThat(((MessageLite) get(read, "block")).toByteArray())
                .isEqualTo(ProtoConversions.toProto(BLOCK).toByteArray());
        assertThat(InterDatanodeMessages.UpdateRequest.fromProto(ours(sent)))
                .isEqualTo(new InterDatanodeMessages.UpdateRequest(BLOCK, 1005, 9, 4000));
        MessageLite answer = InterDatanodeMessages.updateResponse("DS-1");
        assertThat(fields(read("UpdateReplicaUnderRecoveryResponseProto", answer)))
                .isEqualTo(Map.of("storageUuid", "DS-1"));
        assertThat(InterDatanodeMessages.updateResponse(ours(answer))).isEqualTo("DS-1");
    }

    @Test
    void noNewBlockIdStandsForTheBlockItself() throws Exception {
        UnknownFieldSet whole = ours(new InterDatanodeMessages.UpdateRequest(BLOCK, 1005, 9, 4000).toProto());
        UnknownFieldSet without = whole.toBuilder().clearField(4).build();
        assertThat(InterDatanodeMessages.UpdateRequest.fromProto(without).newBlockId())
                .isEqualTo(7);
        UnknownFieldSet zero = without.toBuilder()
                .addField(4, UnknownFieldSet.Field.newBuilder().addVarint(0).build())
                .build();
        assertThat(InterDatanodeMessages.UpdateRequest.fromProto(zero).newBlockId())
                .isEqualTo(7);
    }

    @Test
    void whatIsMissingIsRefused() throws Exception {
        UnknownFieldSet update = ours(new InterDatanodeMessages.UpdateRequest(BLOCK, 1005, 9, 4000).toProto());
        for (int field = 1; field <= 3; field++) {
            UnknownFieldSet without = update.toBuilder().clearField(field).build();
            assertThatThrownBy(() -> InterDatanodeMessages.UpdateRequest.fromProto(without))
                    .isInstanceOf(HdfsException.class)
                    .hasMessageContaining("field " + field + " is missing");
        }
        UnknownFieldSet nothing = UnknownFieldSet.getDefaultInstance();
        assertThatThrownBy(() -> InterDatanodeMessages.InitRequest.fromProto(nothing))
                .isInstanceOf(HdfsException.class);
        assertThatThrownBy(() -> InterDatanodeMessages.initResponse(nothing)).isInstanceOf(HdfsException.class);
        assertThatThrownBy(() -> InterDatanodeMessages.updateResponse(nothing)).isInstanceOf(HdfsException.class);
        UnknownFieldSet badState = ours(
                        InterDatanodeMessages.initResponse(new ReplicaRecoveryInfo(BLOCK.block(), ReplicaState.RBW)))
                .toBuilder()
                .clearField(2)
                .addField(2, UnknownFieldSet.Field.newBuilder().addVarint(17).build())
                .build();
        assertThatThrownBy(() -> InterDatanodeMessages.initResponse(badState)).hasMessageContaining("state 17");
    }
}
