package dev.cairnfs.namenode.journal;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.cairnfs.namenode.record.EditRecord;
import java.util.HexFormat;

/**
 * Prints a record as one line of JSON: txid, time, operation, its fields, by the description that the record brings with it,
 * so that none is forgotten. Names that are no UTF-8 get replacement characters.
 */
final class EditPrinter {
    private static final String MODE = "mode";

    private final StringBuilder out = new StringBuilder();

    String print(long txid, EditRecord record) {
        out.setLength(0);
        out.append("{\"txid\":").append(txid).append(",\"timeMillis\":").append(record.getTimeMillis());
        FieldDescriptor operation = record.getOneofFieldDescriptor(
                EditRecord.getDescriptor().getOneofs().get(0));
        if (operation == null) {
            throw new IllegalArgumentException("a journal record without an operation");
        }
        text("op", operation.getJsonName());
        fields((Message) record.getField(operation));
        if (record.hasCall()) {
            text(
                    "clientId",
                    HexFormat.of().formatHex(record.getCall().getClientId().toByteArray()));
            out.append(",\"callId\":").append(record.getCall().getCallId());
        }
        return out.append('}').toString();
    }

    private void fields(Message operation) {
        for (FieldDescriptor field : operation.getDescriptorForType().getFields()) {
            if (!field.hasPresence() || operation.hasField(field)) {
                value(field.getJsonName(), operation.getField(field));
            }
        }
    }

    private void value(String key, Object value) {
        if (value instanceof ByteString bytes) {
            text(key, bytes.toStringUtf8());
        } else if (key.equals(MODE) && value instanceof Integer mode) {
            text(key, Integer.toOctalString(mode));
        } else if (value instanceof Number number) {
            out.append(",\"").append(key).append("\":").append(number);
        } else {
            text(key, value.toString());
        }
    }

    private void text(String key, String value) {
        out.append(",\"").append(key).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
