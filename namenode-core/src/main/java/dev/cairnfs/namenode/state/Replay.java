package dev.cairnfs.namenode.state;

import dev.cairnfs.namenode.record.AbandonBlockRecord;
import dev.cairnfs.namenode.record.AddBlockRecord;
import dev.cairnfs.namenode.record.CloseFileRecord;
import dev.cairnfs.namenode.record.CommitBlockRecord;
import dev.cairnfs.namenode.record.CreateFileRecord;
import dev.cairnfs.namenode.record.DeleteRecord;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.record.EditRecordHandler;
import dev.cairnfs.namenode.record.MkdirRecord;
import dev.cairnfs.namenode.record.ReassignLeaseRecord;
import dev.cairnfs.namenode.record.ReclaimRecord;
import dev.cairnfs.namenode.record.RenameRecord;
import dev.cairnfs.namenode.record.SetOwnerRecord;
import dev.cairnfs.namenode.record.SetPermissionRecord;
import dev.cairnfs.namenode.record.SetReplicationRecord;
import dev.cairnfs.namenode.record.SetTimesRecord;

/** Sends each record to the changes that it stands for. */
final class Replay implements EditRecordHandler {
    private final TreeReplay tree;
    private final AttributeReplay attributes;
    private final FileReplay files;

    Replay(Namespace namespace, BlockEvents events) {
        files = new FileReplay(namespace, events);
        tree = new TreeReplay(namespace, files);
        attributes = new AttributeReplay(namespace, events);
    }

    /** Refuses a record that does not fit, before anything was changed. */
    static void require(boolean fits, String otherwise) {
        if (!fits) {
            throw new IllegalStateException(otherwise);
        }
    }

    @Override
    public void mkdir(EditRecord envelope, MkdirRecord record) {
        tree.mkdir(envelope.getTimeMillis(), record);
    }

    @Override
    public void createFile(EditRecord envelope, CreateFileRecord record) {
        tree.createFile(envelope.getTimeMillis(), record);
    }

    @Override
    public void addBlock(EditRecord envelope, AddBlockRecord record) {
        files.addBlock(record);
    }

    @Override
    public void commitBlock(EditRecord envelope, CommitBlockRecord record) {
        files.commitBlock(record);
    }

    @Override
    public void abandonBlock(EditRecord envelope, AbandonBlockRecord record) {
        files.abandonBlock(record);
    }

    @Override
    public void closeFile(EditRecord envelope, CloseFileRecord record) {
        files.closeFile(envelope.getTimeMillis(), record);
    }

    @Override
    public void rename(EditRecord envelope, RenameRecord record) {
        tree.rename(envelope.getTimeMillis(), record);
    }

    @Override
    public void delete(EditRecord envelope, DeleteRecord record) {
        tree.delete(envelope.getTimeMillis(), record);
    }

    @Override
    public void reclaim(EditRecord envelope, ReclaimRecord record) {
        tree.reclaim(record);
    }

    @Override
    public void setPermission(EditRecord envelope, SetPermissionRecord record) {
        attributes.setPermission(record);
    }

    @Override
    public void setOwner(EditRecord envelope, SetOwnerRecord record) {
        attributes.setOwner(record);
    }

    @Override
    public void setTimes(EditRecord envelope, SetTimesRecord record) {
        attributes.setTimes(record);
    }

    @Override
    public void setReplication(EditRecord envelope, SetReplicationRecord record) {
        attributes.setReplication(record);
    }

    @Override
    public void reassignLease(EditRecord envelope, ReassignLeaseRecord record) {
        files.reassignLease(record);
    }
}
