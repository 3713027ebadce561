package dev.cairnfs.namenode.journal;

import com.google.protobuf.ByteString;
import dev.cairnfs.namenode.record.AbandonBlockRecord;
import dev.cairnfs.namenode.record.AddBlockRecord;
import dev.cairnfs.namenode.record.CloseFileRecord;
import dev.cairnfs.namenode.record.CommitBlockRecord;
import dev.cairnfs.namenode.record.CreateFileRecord;
import dev.cairnfs.namenode.record.DeleteRecord;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.record.EditRecordHandler;
import dev.cairnfs.namenode.record.EditRecords;
import dev.cairnfs.namenode.record.MkdirRecord;
import dev.cairnfs.namenode.record.ReassignLeaseRecord;
import dev.cairnfs.namenode.record.ReclaimRecord;
import dev.cairnfs.namenode.record.RenameRecord;
import dev.cairnfs.namenode.record.SetOwnerRecord;
import dev.cairnfs.namenode.record.SetPermissionRecord;
import dev.cairnfs.namenode.record.SetReplicationRecord;
import dev.cairnfs.namenode.record.SetTimesRecord;
import java.util.HexFormat;

/** Prints a record as one line of JSON: txid, time, operation, its fields. Names that are no UTF-8 get replacement characters. */
final class EditPrinter implements EditRecordHandler {
    private final StringBuilder out = new StringBuilder();

    String print(long txid, EditRecord record) {
        out.setLength(0);
        out.append("{\"txid\":").append(txid).append(",\"timeMillis\":").append(record.getTimeMillis());
        EditRecords.dispatch(record, this);
        if (record.hasCall()) {
            text(
                    "clientId",
                    HexFormat.of().formatHex(record.getCall().getClientId().toByteArray()));
            number("callId", record.getCall().getCallId());
        }
        return out.append('}').toString();
    }

    private void op(String name) {
        text("op", name);
    }

    private void number(String key, long value) {
        out.append(",\"").append(key).append("\":").append(value);
    }

    private void octal(String key, int value) {
        text(key, Integer.toOctalString(value));
    }

    private void text(String key, ByteString value) {
        text(key, value.toStringUtf8());
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

    @Override
    public void mkdir(EditRecord envelope, MkdirRecord record) {
        op("mkdir");
        number("parentId", record.getParentId());
        text("name", record.getName());
        number("inodeId", record.getInodeId());
        text("owner", record.getOwner());
        text("group", record.getGroup());
        octal("mode", record.getMode());
    }

    @Override
    public void createFile(EditRecord envelope, CreateFileRecord record) {
        op("createFile");
        number("parentId", record.getParentId());
        text("name", record.getName());
        number("inodeId", record.getInodeId());
        text("owner", record.getOwner());
        text("group", record.getGroup());
        octal("mode", record.getMode());
        number("replication", record.getReplication());
        number("blockSizeBytes", record.getBlockSizeBytes());
        number("storagePolicy", record.getStoragePolicy());
        text("leaseHolder", record.getLeaseHolder());
        text("clientMachine", record.getClientMachine());
    }

    @Override
    public void addBlock(EditRecord envelope, AddBlockRecord record) {
        op("addBlock");
        number("inodeId", record.getInodeId());
        number("blockId", record.getBlockId());
        number("generationStamp", record.getGenerationStamp());
    }

    @Override
    public void commitBlock(EditRecord envelope, CommitBlockRecord record) {
        op("commitBlock");
        number("inodeId", record.getInodeId());
        number("blockId", record.getBlockId());
        number("generationStamp", record.getGenerationStamp());
        number("lengthBytes", record.getLengthBytes());
    }

    @Override
    public void abandonBlock(EditRecord envelope, AbandonBlockRecord record) {
        op("abandonBlock");
        number("inodeId", record.getInodeId());
        number("blockId", record.getBlockId());
    }

    @Override
    public void closeFile(EditRecord envelope, CloseFileRecord record) {
        op("closeFile");
        number("inodeId", record.getInodeId());
    }

    @Override
    public void rename(EditRecord envelope, RenameRecord record) {
        op("rename");
        number("inodeId", record.getInodeId());
        number("newParentId", record.getNewParentId());
        text("newName", record.getNewName());
    }

    @Override
    public void delete(EditRecord envelope, DeleteRecord record) {
        op("delete");
        number("inodeId", record.getInodeId());
    }

    @Override
    public void reclaim(EditRecord envelope, ReclaimRecord record) {
        op("reclaim");
        number("inodesMax", record.getInodesMax());
    }

    @Override
    public void setPermission(EditRecord envelope, SetPermissionRecord record) {
        op("setPermission");
        number("inodeId", record.getInodeId());
        octal("mode", record.getMode());
    }

    @Override
    public void setOwner(EditRecord envelope, SetOwnerRecord record) {
        op("setOwner");
        number("inodeId", record.getInodeId());
        if (record.hasOwner()) {
            text("owner", record.getOwner());
        }
        if (record.hasGroup()) {
            text("group", record.getGroup());
        }
    }

    @Override
    public void setTimes(EditRecord envelope, SetTimesRecord record) {
        op("setTimes");
        number("inodeId", record.getInodeId());
        if (record.hasMtimeMillis()) {
            number("mtimeMillis", record.getMtimeMillis());
        }
        if (record.hasAtimeMillis()) {
            number("atimeMillis", record.getAtimeMillis());
        }
    }

    @Override
    public void setReplication(EditRecord envelope, SetReplicationRecord record) {
        op("setReplication");
        number("inodeId", record.getInodeId());
        number("replication", record.getReplication());
    }

    @Override
    public void reassignLease(EditRecord envelope, ReassignLeaseRecord record) {
        op("reassignLease");
        number("inodeId", record.getInodeId());
        text("newHolder", record.getNewHolder());
    }
}
