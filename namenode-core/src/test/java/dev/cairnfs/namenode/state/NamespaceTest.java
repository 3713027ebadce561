package dev.cairnfs.namenode.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.cairnfs.namenode.record.CallId;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.record.MkdirRecord;
import dev.cairnfs.namenode.record.NextGenerationStampRecord;
import dev.cairnfs.namenode.record.SetOwnerRecord;
import dev.cairnfs.namenode.record.SetReplicationRecord;
import dev.cairnfs.namenode.record.SetTimesRecord;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class NamespaceTest {
    private static final long ROOT = Namespace.ROOT_ID;
    private static final long FIRST_BLOCK = 1073741825L;

    private final RecordingBlockEvents events = new RecordingBlockEvents();
    private final Namespace namespace = new Namespace("hdfs", "supergroup", events);
    private final InodeTable inodes = namespace.inodes();
    private final Edits edits = new Edits(namespace);

    private List<String> names(long directory, String after) {
        List<String> names = new ArrayList<>();
        inodes.forEachChild(directory, HdfsPath.nameBytes(after), id -> names.add(inodes.name(id)));
        return names;
    }

    @Test
    void beginsWithTheRootOnly() {
        assertThat(inodes.count()).isEqualTo(1);
        assertThat(inodes.isDirectory(ROOT)).isTrue();
        assertThat(inodes.name(ROOT)).isEmpty();
        assertThat(inodes.parent(ROOT)).isZero();
        assertThat(inodes.mode(ROOT)).isEqualTo(0755);
        assertThat(inodes.peekNextId(0)).isEqualTo(ROOT + 1);
        assertThat(namespace.nextGenerationStamp()).isEqualTo(1001);
        assertThat(namespace.pathOf(ROOT)).isEqualTo("/");
        assertThat(namespace.lookup(HdfsPath.ROOT).inodeId()).isEqualTo(ROOT);
    }

    @Test
    void aFileLivesThroughItsStates() {
        long directory = edits.mkdir(ROOT, "d");
        long file = edits.create(directory, "f", "writer");
        assertThat(inodes.isUnderConstruction(file)).isTrue();
        assertThat(namespace.leases().holder(file)).isEqualTo("writer");
        assertThat(namespace.leases().clientMachine(file)).isEqualTo("127.0.0.1");

        long first = edits.addBlock(file);
        edits.commit(file, first, 100);
        long second = edits.addBlock(file);
        assertThatThrownBy(() -> edits.close(file)).isInstanceOf(IllegalStateException.class);
        edits.abandon(file, second);
        long third = edits.addBlock(file);
        edits.commit(file, third, 7);
        edits.close(file);

        assertThat(third).isEqualTo((1L << 40) + FIRST_BLOCK + 1);
        assertThat(inodes.fileLength(file)).isEqualTo(107);
        assertThat(inodes.blockCount(file)).isEqualTo(2);
        assertThat(inodes.block(file, 1)).isEqualTo(third);
        assertThat(inodes.modificationTime(file)).isEqualTo(edits.timeMillis());
        assertThat(inodes.accessTime(file)).isEqualTo(edits.timeMillis());
        assertThat(namespace.leases().openFileCount()).isZero();
        int slot = namespace.blocks().slot(third);
        assertThat(namespace.blocks().state(slot)).isEqualTo(BlockState.COMPLETE);
        assertThat(namespace.blocks().generationStamp(slot)).isEqualTo(1003);
        assertThat(namespace.blocks().file(slot)).isEqualTo(file);
        assertThat(events.take())
                .containsExactly(
                        "added 0 " + first,
                        "committed 0 " + first,
                        "added 1 " + second,
                        "removed 1 " + second,
                        "added 1 " + third,
                        "committed 1 " + third,
                        "closed 0 " + first,
                        "closed 1 " + third);
    }

    @Test
    void aStampThatWasGivenOutIsNotGivenAgain() {
        long file = edits.create(ROOT, "f", "client");
        give(namespace.nextGenerationStamp());
        assertThat(namespace.nextGenerationStamp()).isEqualTo(1002);
        edits.addBlock(file);
        assertThat(namespace.blocks().generationStamp(0)).isEqualTo(1002);
        assertThatThrownBy(() -> give(1002)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> give(1004)).isInstanceOf(IllegalStateException.class);
        assertThat(namespace.nextGenerationStamp()).isEqualTo(1003);
    }

    private void give(long stamp) {
        edits.apply(EditRecord.newBuilder()
                .setNextGenerationStamp(NextGenerationStampRecord.newBuilder().setGenerationStamp(stamp)));
    }

    @Test
    void looksUpAsFarAsThePathExists() throws Exception {
        long a = edits.mkdir(ROOT, "a");
        long b = edits.mkdir(a, "b");
        long f = edits.file(b, "f");
        assertThat(namespace.lookup(HdfsPath.parse("/a/b/f")).inodeIds()).containsExactly(ROOT, a, b, f);
        assertThat(namespace.lookup(HdfsPath.parse("/a/x/y")).missing()).isEqualTo(2);
        assertThat(namespace.lookup(HdfsPath.parse("/a/b/f/g")).lastExisting()).isEqualTo(f);
        assertThat(namespace.pathOf(f)).isEqualTo("/a/b/f");
    }

    @Test
    void listsInTheOrderOfBytesFromAnyName() {
        for (String name : List.of("b", "a", "aa", "B", "é", "a-", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "𝄞")) {
            edits.mkdir(ROOT, name);
        }
        assertThat(names(ROOT, ""))
                .containsExactly("B", "a", "a-", "aa", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", "b", "é", "𝄞");
        assertThat(names(ROOT, "aa")).startsWith("aaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        assertThat(names(ROOT, "a\0")).startsWith("a-");
        assertThat(names(ROOT, "zzz".repeat(200))).containsExactly("é", "𝄞");
    }

    @Test
    void renameMovesATreeAndTouchesBothParents() {
        long a = edits.mkdir(ROOT, "a");
        long b = edits.mkdir(ROOT, "b");
        long c = edits.mkdir(a, "c");
        long f = edits.file(c, "f", 1);
        edits.rename(c, b, "moved");
        assertThat(namespace.pathOf(f)).isEqualTo("/b/moved/f");
        assertThat(inodes.childCount(a)).isZero();
        assertThat(inodes.modificationTime(a)).isEqualTo(edits.timeMillis());
        assertThat(inodes.modificationTime(b)).isEqualTo(edits.timeMillis());
        assertThatThrownBy(() -> edits.rename(b, c, "loop")).hasMessageContaining("below the source");
        assertThatThrownBy(() -> edits.rename(a, ROOT, "b")).hasMessageContaining("exists");
    }

    @Test
    void aDeletedTreeIsReclaimedInSlices() {
        long top = edits.mkdir(ROOT, "top");
        long sub = edits.mkdir(top, "sub");
        long closed = edits.file(sub, "closed", 5, 6);
        long open = edits.create(sub, "open");
        long openBlock = edits.addBlock(open);
        long before = inodes.count();
        events.take();

        edits.delete(top);
        assertThat(inodes.exists(closed)).isTrue();
        assertThat(namespace.isAttached(closed)).isFalse();
        assertThat(inodes.parent(top)).isZero();
        assertThat(namespace.pathOf(closed)).isEqualTo("top/sub/closed");
        assertThat(namespace.hasReclaimable()).isTrue();
        assertThat(events.take()).isEmpty();
        assertThatThrownBy(() -> edits.mkdir(sub, "x")).hasMessageContaining("deleted");

        edits.reclaim(1);
        assertThat(inodes.exists(closed)).isFalse();
        assertThat(events.take()).hasSize(2).allMatch(line -> line.startsWith("removed"));
        edits.reclaim(2);
        assertThat(events.take()).containsExactly("removed 2 " + openBlock);
        assertThat(namespace.leases().openFileCount()).isZero();
        assertThat(namespace.hasReclaimable()).isTrue();
        edits.reclaim(100);
        assertThat(namespace.hasReclaimable()).isFalse();
        assertThat(inodes.count()).isEqualTo(before - 4);
        assertThat(namespace.blocks().count()).isZero();
        assertThatThrownBy(() -> edits.reclaim(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void idsAreNeverUsedTwice() {
        long first = edits.file(ROOT, "f");
        long expected = inodes.peekNextIdAfterDelete(first);
        edits.delete(first);
        long second = edits.file(ROOT, "f");
        assertThat(second).isEqualTo(expected);
        assertThat(second).isEqualTo(first + (1L << 32));
        assertThat(inodes.exists(first)).isFalse();
        assertThatThrownBy(() -> inodes.name(first)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anIdAskedForBeforeADeleteOfTheSamePlanFits() {
        long old = edits.file(ROOT, "f");
        edits.delete(edits.file(ROOT, "hole"));
        long planned = inodes.peekNextId(0);
        edits.delete(old);
        assertThat(inodes.peekNextId(0)).isNotEqualTo(planned);
        edits.apply(mkdir("d", planned));
        assertThat(inodes.isDirectory(planned)).isTrue();
    }

    private static EditRecord.Builder mkdir(String name, long id) {
        return EditRecord.newBuilder()
                .setMkdir(MkdirRecord.newBuilder()
                        .setParentId(ROOT)
                        .setName(Edits.bytes(name))
                        .setInodeId(id)
                        .setMode(0755));
    }

    @Test
    void aRecordThatDoesNotFitChangesNothing() {
        long file = edits.file(ROOT, "f", 1);
        long txid = namespace.lastTxid();
        assertThatThrownBy(() -> edits.apply(mkdir("f", inodes.peekNextId(0)))).hasMessageContaining("taken");
        assertThatThrownBy(() -> edits.apply(mkdir("g", inodes.peekNextId(1)))).hasMessageContaining("next");
        assertThatThrownBy(() -> edits.apply(mkdir("g", file))).hasMessageContaining("next");
        assertThatThrownBy(() -> edits.apply(mkdir("a/b", inodes.peekNextId(0))))
                .hasMessageContaining("slash");
        assertThatThrownBy(() -> edits.apply(mkdir("", inodes.peekNextId(0)))).hasMessageContaining("bytes");
        assertThatThrownBy(() -> edits.mkdir(file, "x")).hasMessageContaining("directory");
        assertThatThrownBy(() -> edits.delete(ROOT)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> edits.addBlock(file)).hasMessageContaining("not open");
        assertThatThrownBy(() -> namespace.replay(txid, mkdir("g", 1).build())).hasMessageContaining("follow");
        assertThat(namespace.lastTxid()).isEqualTo(txid);
        assertThat(names(ROOT, "")).containsExactly("f");
    }

    @Test
    void attributesChange() {
        long file = edits.file(ROOT, "f", 1);
        long block = inodes.block(file, 0);
        events.take();
        edits.apply(EditRecord.newBuilder()
                .setSetOwner(SetOwnerRecord.newBuilder().setInodeId(file).setGroup("other")));
        edits.apply(EditRecord.newBuilder()
                .setSetReplication(
                        SetReplicationRecord.newBuilder().setInodeId(file).setReplication(5)));
        long written = inodes.modificationTime(file);
        edits.apply(EditRecord.newBuilder()
                .setSetTimes(SetTimesRecord.newBuilder().setInodeId(file).setMtimeMillis(42)));
        assertThat(inodes.owner(file)).isEqualTo("alice");
        assertThat(inodes.group(file)).isEqualTo("other");
        assertThat(inodes.mode(file)).isEqualTo(0644);
        assertThat(inodes.replication(file)).isEqualTo(5);
        assertThat(inodes.modificationTime(file)).isEqualTo(42);
        assertThat(inodes.accessTime(file)).isEqualTo(written);
        assertThat(events.take()).containsExactly("replication 0 " + block + " 5");
    }

    @Test
    void remembersACallFor600Seconds() {
        CallId call = CallId.newBuilder()
                .setClientId(ByteString.copyFrom(new byte[16]))
                .setCallId(-3)
                .build();
        long id = inodes.peekNextId(0);
        edits.apply(mkdir("d", id).setCall(call));
        EditRecord found = Objects.requireNonNull(namespace.retryCache().find(call));
        assertThat(found.getMkdir().getInodeId()).isEqualTo(id);
        assertThat(namespace.retryCache().find(call.toBuilder().setCallId(4).build()))
                .isNull();

        callAfter(RetryCache.STEP_MAX_MILLIS, call);
        callAfter(RetryCache.KEEP_MILLIS, call);
        assertThat(namespace.retryCache().find(call)).as("at the limit").isNotNull();
        callAfter(RetryCache.KEEP_MILLIS + 1, call);
        assertThat(namespace.retryCache().find(call)).isNull();
        assertThat(namespace.retryCache().size()).isEqualTo(3);
    }

    @Test
    void aStepOfTheWallClockDoesNotEmptyTheRetryCache() {
        CallId call = CallId.newBuilder()
                .setClientId(ByteString.copyFrom(new byte[16]))
                .setCallId(-3)
                .build();
        edits.apply(mkdir("d", inodes.peekNextId(0)).setCall(call));
        long year = 365L * 86_400_000;
        callAfter(year, call);
        assertThat(namespace.retryCache().find(call)).as("forward").isNotNull();
        callAfter(1000, call);
        assertThat(namespace.retryCache().find(call)).as("and back").isNotNull();
        for (long step = 1; step <= 4; step++) {
            callAfter(1000 + step * 100_000, call);
        }
        assertThat(namespace.retryCache().find(call)).as("600 s less the step").isNull();
    }

    private void callAfter(long millis, CallId call) {
        EditRecord later = mkdir("later" + namespace.lastTxid(), inodes.peekNextId(0))
                .setCall(call.toBuilder().setCallId((int) namespace.lastTxid()))
                .setTimeMillis(edits.timeMillis() + millis)
                .build();
        namespace.replay(namespace.lastTxid() + 1, later);
    }
}
