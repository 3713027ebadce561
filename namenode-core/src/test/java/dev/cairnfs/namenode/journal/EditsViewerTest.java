package dev.cairnfs.namenode.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.cairnfs.namenode.record.CallId;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.record.RenameRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class EditsViewerTest {
    private static final JournalSettings SETTINGS = new JournalSettings(4096, 1 << 20, 0);

    @Test
    void printsOneJsonObjectALine() throws IOException {
        MemoryStorage storage = new MemoryStorage("m");
        SegmentLog log = new SegmentLog(List.of(storage), SETTINGS);
        log.open(1);
        log.add(
                1,
                List.of(
                        Records.of(1),
                        EditRecord.newBuilder()
                                .setTimeMillis(5)
                                .setCall(CallId.newBuilder()
                                        .setClientId(ByteString.copyFrom(new byte[] {1, (byte) 0xab}))
                                        .setCallId(7))
                                .setRename(RenameRecord.newBuilder()
                                        .setInodeId(3)
                                        .setNewParentId(4)
                                        .setNewName(ByteString.copyFromUtf8("a\"b\\\n\u00e4")))
                                .build()));
        log.sync();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long last = EditsViewer.print(storage, 0, new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(last).isEqualTo(2);
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "{\"txid\":1,\"timeMillis\":1000001,\"op\":\"mkdir\",\"parentId\":16385,\"name\":\"directory-1\""
                                + ",\"inodeId\":20001,\"owner\":\"\",\"group\":\"\",\"mode\":\"0\"}",
                        "{\"txid\":2,\"timeMillis\":5,\"op\":\"rename\",\"inodeId\":3,\"newParentId\":4"
                                + ",\"newName\":\"a\\\"b\\\\\\u000a\u00e4\",\"clientId\":\"01ab\",\"callId\":7}");
        assertThat(storage.list()).as("nothing is changed").contains("edits_inprogress_0000000000000000001");
    }

    @Test
    void everyKindOfRecordIsPrintedWithAllItsFields() {
        EditPrinter printer = new EditPrinter();
        for (FieldDescriptor op : EditRecord.getDescriptor().getOneofs().get(0).getFields()) {
            EditRecord.Builder record = EditRecord.newBuilder();
            var body = record.newBuilderForField(op);
            // Optional fields are printed when they are there.
            for (FieldDescriptor field : op.getMessageType().getFields()) {
                if (field.hasPresence()) {
                    body.setField(field, field.getDefaultValue());
                }
            }
            String line = printer.print(1, record.setField(op, body.build()).build());
            for (FieldDescriptor field : op.getMessageType().getFields()) {
                assertThat(line).contains("\"" + field.getJsonName() + "\":");
            }
        }
    }
}
