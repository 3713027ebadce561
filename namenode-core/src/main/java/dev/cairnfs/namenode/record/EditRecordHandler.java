package dev.cairnfs.namenode.record;

/**
 * One method per record. Whoever must not forget a record (replay, the offline viewer) implements this, so that a new
 * record does not compile until it is handled everywhere.
 */
public interface EditRecordHandler {
    void mkdir(EditRecord envelope, MkdirRecord record);

    void createFile(EditRecord envelope, CreateFileRecord record);

    void addBlock(EditRecord envelope, AddBlockRecord record);

    void commitBlock(EditRecord envelope, CommitBlockRecord record);

    void abandonBlock(EditRecord envelope, AbandonBlockRecord record);

    void closeFile(EditRecord envelope, CloseFileRecord record);

    void rename(EditRecord envelope, RenameRecord record);

    void delete(EditRecord envelope, DeleteRecord record);

    void reclaim(EditRecord envelope, ReclaimRecord record);

    void setPermission(EditRecord envelope, SetPermissionRecord record);

    void setOwner(EditRecord envelope, SetOwnerRecord record);

    void setTimes(EditRecord envelope, SetTimesRecord record);

    void setReplication(EditRecord envelope, SetReplicationRecord record);

    void reassignLease(EditRecord envelope, ReassignLeaseRecord record);
}
