package dev.cairnfs.namenode.state;

import com.google.protobuf.ByteString;
import dev.cairnfs.namenode.record.AbandonBlockRecord;
import dev.cairnfs.namenode.record.AddBlockRecord;
import dev.cairnfs.namenode.record.AppendRecord;
import dev.cairnfs.namenode.record.CallAnsweredRecord;
import dev.cairnfs.namenode.record.CallId;
import dev.cairnfs.namenode.record.CloseFileRecord;
import dev.cairnfs.namenode.record.CommitBlockRecord;
import dev.cairnfs.namenode.record.ConcatRecord;
import dev.cairnfs.namenode.record.CreateFileRecord;
import dev.cairnfs.namenode.record.DeleteRecord;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.record.MkdirRecord;
import dev.cairnfs.namenode.record.NextGenerationStampRecord;
import dev.cairnfs.namenode.record.ReclaimRecord;
import dev.cairnfs.namenode.record.RenameRecord;
import dev.cairnfs.namenode.record.TruncateRecord;
import dev.cairnfs.namenode.record.UpdateBlockRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** Plans and replays records as the planners would, without their rules. */
public final class Edits {
    private final Namespace namespace;
    private final Consumer<EditRecord> observer;
    private long timeMillis = 1_700_000_000_000L;

    public Edits(Namespace namespace) {
        this(namespace, record -> {});
    }

    /** The observer sees each record behind its replay. */
    public Edits(Namespace namespace, Consumer<EditRecord> observer) {
        this.namespace = namespace;
        this.observer = observer;
    }

    public static ByteString bytes(String name) {
        return ByteString.copyFrom(name, StandardCharsets.UTF_8);
    }

    /** The time of the last record. */
    public long timeMillis() {
        return timeMillis;
    }

    public void apply(EditRecord.Builder builder) {
        EditRecord record = builder.setTimeMillis(++timeMillis).build();
        namespace.replay(namespace.lastTxid() + 1, record);
        observer.accept(record);
    }

    public long mkdir(long parent, String name) {
        long id = namespace.inodes().peekNextId(0);
        apply(EditRecord.newBuilder()
                .setMkdir(MkdirRecord.newBuilder()
                        .setParentId(parent)
                        .setName(bytes(name))
                        .setInodeId(id)
                        .setOwner("hdfs")
                        .setGroup("supergroup")
                        .setMode(0755)));
        return id;
    }

    public long create(long parent, String name) {
        return create(parent, name, "client");
    }

    public long create(long parent, String name, String holder) {
        long id = namespace.inodes().peekNextId(0);
        apply(EditRecord.newBuilder()
                .setCreateFile(CreateFileRecord.newBuilder()
                        .setParentId(parent)
                        .setName(bytes(name))
                        .setInodeId(id)
                        .setOwner("alice")
                        .setGroup("staff")
                        .setMode(0644)
                        .setReplication(3)
                        .setBlockSizeBytes(128 << 20)
                        .setLeaseHolder(holder)
                        .setClientMachine("127.0.0.1")));
        return id;
    }

    public long addBlock(long file) {
        long id = namespace.blocks().peekNextId();
        apply(EditRecord.newBuilder()
                .setAddBlock(AddBlockRecord.newBuilder()
                        .setInodeId(file)
                        .setBlockId(id)
                        .setGenerationStamp(namespace.nextGenerationStamp())));
        return id;
    }

    public void commit(long file, long block, long length) {
        int slot = namespace.blocks().slot(block);
        apply(EditRecord.newBuilder()
                .setCommitBlock(CommitBlockRecord.newBuilder()
                        .setInodeId(file)
                        .setBlockId(block)
                        .setGenerationStamp(namespace.blocks().generationStamp(slot))
                        .setLengthBytes(length)));
    }

    public long nextStamp() {
        long stamp = namespace.nextGenerationStamp();
        apply(EditRecord.newBuilder()
                .setNextGenerationStamp(NextGenerationStampRecord.newBuilder().setGenerationStamp(stamp)));
        return stamp;
    }

    public void update(long file, long block, long stamp, long length) {
        apply(EditRecord.newBuilder()
                .setUpdateBlock(UpdateBlockRecord.newBuilder()
                        .setInodeId(file)
                        .setBlockId(block)
                        .setGenerationStamp(stamp)
                        .setLengthBytes(length)));
    }

    public void append(long file, String holder, boolean reopen) {
        apply(EditRecord.newBuilder()
                .setAppend(AppendRecord.newBuilder()
                        .setInodeId(file)
                        .setLeaseHolder(holder)
                        .setClientMachine("127.0.0.1")
                        .setReopenLastBlock(reopen)));
    }

    public void concat(long target, List<Long> sources) {
        apply(EditRecord.newBuilder()
                .setConcat(ConcatRecord.newBuilder().setTargetId(target).addAllSourceIds(sources)));
    }

    /** @param copy cut a copy of the last block */
    public void truncate(long file, long length, boolean copy) {
        TruncateRecord.Builder record =
                TruncateRecord.newBuilder().setInodeId(file).setLengthBytes(length);
        CutPoint point = CutPoint.of(namespace, file, length);
        if (point.cutsBlock()) {
            record.setBlockId(
                            copy
                                    ? namespace.blocks().peekNextId()
                                    : namespace.inodes().block(file, point.blocks() - 1))
                    .setGenerationStamp(namespace.nextGenerationStamp())
                    .setLeaseHolder("HDFS_NameNode")
                    .setClientMachine("127.0.0.1");
        }
        apply(EditRecord.newBuilder().setTruncate(record));
    }

    public void callAnswered(CallId call, boolean answer) {
        apply(EditRecord.newBuilder()
                .setCall(call)
                .setCallAnswered(CallAnsweredRecord.newBuilder().setAnswer(answer)));
    }

    public void abandon(long file, long block) {
        apply(EditRecord.newBuilder()
                .setAbandonBlock(
                        AbandonBlockRecord.newBuilder().setInodeId(file).setBlockId(block)));
    }

    public void close(long file) {
        apply(EditRecord.newBuilder().setCloseFile(CloseFileRecord.newBuilder().setInodeId(file)));
    }

    /** A closed file with blocks of these lengths. */
    public long file(long parent, String name, long... lengths) {
        long file = create(parent, name);
        for (long length : lengths) {
            commit(file, addBlock(file), length);
        }
        close(file);
        return file;
    }

    public void rename(long id, long newParent, String newName) {
        apply(EditRecord.newBuilder()
                .setRename(RenameRecord.newBuilder()
                        .setInodeId(id)
                        .setNewParentId(newParent)
                        .setNewName(bytes(newName))));
    }

    public void delete(long id) {
        apply(EditRecord.newBuilder().setDelete(DeleteRecord.newBuilder().setInodeId(id)));
    }

    public void reclaim(int inodesMax) {
        apply(EditRecord.newBuilder().setReclaim(ReclaimRecord.newBuilder().setInodesMax(inodesMax)));
    }
}
