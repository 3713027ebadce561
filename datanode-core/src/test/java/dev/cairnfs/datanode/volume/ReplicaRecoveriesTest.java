package dev.cairnfs.datanode.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.datanode.replica.Replica;
import dev.cairnfs.datanode.replica.ReplicaEvent;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.ReplicaRecoveryInfo;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.wire.ReportedReplica;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One DataNode's part in block recovery; its replicas have the generation stamp 1001. */
@Timeout(60)
final class ReplicaRecoveriesTest {
    private static final int LENGTH = 5000;

    @TempDir
    Path dir;

    private StoreFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new StoreFixture(dir);
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private void restart() throws IOException {
        close();
        open();
    }

    /** A replica whose writer broke off. */
    private void leave(long id, int length) throws IOException {
        ReplicaWriter writer = fixture.begin(id, ReplicaEvent.CREATE_RBW);
        StoreFixture.write(writer, 0, StoreFixture.content(id, length));
        writer.acknowledged(length);
        writer.abandon();
    }

    private ReplicaRecoveryInfo begin(long id, long recoveryId) throws IOException {
        return Objects.requireNonNull(fixture.store.initReplicaRecovery(StoreFixture.block(id, 1001, 0), recoveryId));
    }

    private String update(ReplicaRecoveryInfo info, long recoveryId, long length) throws IOException {
        return fixture.store.updateReplicaUnderRecovery(
                told(info), recoveryId, info.block().blockId(), length);
    }

    private static ExtendedBlock told(ReplicaRecoveryInfo info) {
        return new ExtendedBlock(StoreFixture.POOL, info.block());
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        HdfsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private List<String> files(String directory) throws IOException {
        try (Stream<Path> files =
                Files.walk(dir.resolve("current").resolve(StoreFixture.POOL).resolve(directory))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private void assertRecovered(long id, long stamp, int length) throws IOException {
        Replica replica = Objects.requireNonNull(fixture.store.lookUp(id));
        assertThat(replica.state()).isEqualTo(ReplicaState.FINALIZED);
        assertThat(replica.block()).isEqualTo(new Block(id, stamp, length));
        assertThat(fixture.store.visibleLength(StoreFixture.block(id, stamp, 0)))
                .isEqualTo(length);
        byte[] wanted = Arrays.copyOf(StoreFixture.content(id, LENGTH), length);
        assertThat(fixture.read(id, 0, length)).isEqualTo(wanted);
        assertThat(files("current/rbw")).isEmpty();
        assertThat(files("tmp")).isEmpty();
        assertThat(files("current/finalized")).contains("blk_" + id, "blk_" + id + "_" + stamp + ".meta");
        Path meta = dir.resolve("current")
                .resolve(StoreFixture.POOL)
                .resolve("current/finalized/subdir0/subdir0/blk_" + id + "_" + stamp + ".meta");
        assertThat(Files.size(meta)).isEqualTo(7 + (length + 511) / 512 * 4);
    }

    @Test
    void whatWasBeingWrittenIsCutAndFinished() throws Exception {
        int id = 0;
        for (int length : new int[] {LENGTH, LENGTH - 1, 4608, 4607, 512, 511, 1}) {
            leave(++id, LENGTH);
            ReplicaRecoveryInfo info = begin(id, 1005);
            assertThat(info).isEqualTo(new ReplicaRecoveryInfo(new Block(id, 1001, LENGTH), ReplicaState.RBW));
            String storage = update(info, 1005, length);
            assertThat(storage).isEqualTo(fixture.store.storages().get(0).storageId());
            assertRecovered(id, 1005, length);
            assertThat(fixture.nextChange())
                    .isEqualTo(new ReplicaChange(storage, new Block(id, 1005, length), ReplicaChange.Kind.RECEIVED));
        }
        assertThat(fixture.store.storages().get(0).dfsUsedBytes())
                .isEqualTo(LENGTH + LENGTH - 1 + 4608 + 4607 + 512 + 511 + 1);
        restart();
        assertRecovered(4, 1005, 4607);
    }

    @Test
    void aFinishedReplicaIsCutToo() throws Exception {
        int id = 0;
        for (int length : new int[] {LENGTH, 4999, 4608, 700}) {
            fixture.put(++id, LENGTH);
            ReplicaRecoveryInfo info = begin(id, 1005);
            assertThat(info.originalState()).isEqualTo(ReplicaState.FINALIZED);
            update(info, 1005, length);
            assertRecovered(id, 1005, length);
            assertThat(files("current/finalized")).hasSize(2 * id);
        }
        assertThat(fixture.store.storages().get(0).dfsUsedBytes()).isEqualTo(LENGTH + 4999 + 4608 + 700);
        restart();
        assertRecovered(4, 1005, 700);
    }

    @Test
    void aReplicaThatWentThroughACrashIsCutToWhatCounts() throws Exception {
        leave(1, LENGTH);
        close();
        // The writer had written more data, and no checksums for it.
        Path data = dir.resolve("current").resolve(StoreFixture.POOL).resolve("current/rbw/blk_1");
        byte[] more = Arrays.copyOf(StoreFixture.content(1, LENGTH), LENGTH + 2000);
        Files.write(data, more);
        open();
        assertThat(fixture.store.storages().get(0).dfsUsedBytes()).isEqualTo(LENGTH);
        ReplicaRecoveryInfo info = begin(1, 1005);
        assertThat(info).isEqualTo(new ReplicaRecoveryInfo(new Block(1, 1001, LENGTH), ReplicaState.RWR));
        update(info, 1005, LENGTH);
        assertRecovered(1, 1005, LENGTH);
        assertThat(fixture.store.storages().get(0).dfsUsedBytes()).isEqualTo(LENGTH);
    }

    @Test
    void theRulesOfBeginningHold() throws Exception {
        assertThat(fixture.store.initReplicaRecovery(StoreFixture.block(9, 1001, 0), 1005))
                .isNull();
        leave(1, LENGTH);
        refused(
                ErrorCode.REPLICA_NOT_FOUND,
                () -> fixture.store.initReplicaRecovery(StoreFixture.block(1, 1002, 0), 1005));
        refused(ErrorCode.IO, () -> begin(1, 1001));
        assertThat(fixture.store.lookUp(1)).matches(replica -> replica.state() == ReplicaState.RBW);
        begin(1, 1005);
        refused(ErrorCode.RECOVERY_IN_PROGRESS, () -> begin(1, 1005));
        refused(ErrorCode.RECOVERY_IN_PROGRESS, () -> begin(1, 1004));
        assertThat(begin(1, 1007).originalState()).isEqualTo(ReplicaState.RBW);
        refused(
                ErrorCode.IO,
                () -> fixture.store.initReplicaRecovery(new ExtendedBlock("BP-other", new Block(1, 1001, 0)), 1009));
    }

    @Test
    void onlyTheNewestRecoveryEndsIt() throws Exception {
        leave(1, LENGTH);
        ReplicaRecoveryInfo old = begin(1, 1005);
        ReplicaRecoveryInfo info = begin(1, 1006);
        refused(ErrorCode.IO, () -> update(old, 1005, LENGTH));
        refused(ErrorCode.IO, () -> update(info, 1006, LENGTH + 1));
        assertThat(files("current/rbw")).containsExactly("blk_1", "blk_1_1001.meta");
        update(info, 1006, LENGTH);
        refused(ErrorCode.IO, () -> update(info, 1006, LENGTH));
        assertRecovered(1, 1006, LENGTH);
        refused(
                ErrorCode.REPLICA_NOT_FOUND,
                () -> update(new ReplicaRecoveryInfo(new Block(9, 1001, 1), ReplicaState.RBW), 1006, 1));
    }

    @Test
    void aCopyUnderWayTakesNoPart() throws Exception {
        ReplicaWriter writer = fixture.begin(1, ReplicaEvent.CREATE_TEMPORARY);
        StoreFixture.write(writer, 0, StoreFixture.content(1, 100));
        assertThat(begin(1, 1005).originalState()).isEqualTo(ReplicaState.TEMPORARY);
        StoreFixture.write(writer, 0, StoreFixture.content(1, LENGTH));
        assertThat(writer.finish(false).numBytes()).isEqualTo(LENGTH);
    }

    @Test
    void theWriterEndsInOrderBeforeTheRecoveryBegins() throws Exception {
        ReplicaWriter writer = fixture.begin(1, ReplicaEvent.CREATE_RBW);
        CountDownLatch asked = new CountDownLatch(1);
        writer.onRetire(asked::countDown);
        // Rules first: this one is none of the writer's business.
        refused(ErrorCode.IO, () -> begin(1, 1001));
        assertThat(asked.getCount()).isOne();
        CompletableFuture<ReplicaRecoveryInfo> begun = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                begun.complete(begin(1, 1005));
            } catch (IOException e) {
                begun.completeExceptionally(e);
            }
        });
        thread.start();
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        StoreFixture.write(writer, 0, StoreFixture.content(1, LENGTH));
        assertThat(begun).isNotDone();
        writer.abandon();
        ReplicaRecoveryInfo info = begun.get(20, TimeUnit.SECONDS);
        assertThat(info).isEqualTo(new ReplicaRecoveryInfo(new Block(1, 1001, LENGTH), ReplicaState.RBW));
        update(info, 1005, LENGTH);
        assertRecovered(1, 1005, LENGTH);
        thread.join();
    }

    @Test
    void aWriterThatCouldNotWriteLeavesAReplicaThatLacksBytes() throws Exception {
        ReplicaWriter writer = fixture.begin(1, ReplicaEvent.CREATE_RBW);
        StoreFixture.write(writer, 0, StoreFixture.content(1, 1000));
        writer.stop(new IOException("disk full"));
        writer.abandon();
        ReplicaRecoveryInfo info = begin(1, 1005);
        assertThat(info).isEqualTo(new ReplicaRecoveryInfo(new Block(1, 1001, 1000), ReplicaState.RWR));
        update(info, 1005, 1000);
        assertThat(fixture.store.storages().get(0).dfsUsedBytes()).isEqualTo(1000);
    }

    @Test
    void readersGoOnSeeingWhatTheySaw() throws Exception {
        ReplicaWriter writer = fixture.begin(1, ReplicaEvent.CREATE_RBW);
        StoreFixture.write(writer, 0, StoreFixture.content(1, LENGTH));
        writer.acknowledged(3000);
        writer.abandon();
        fixture.put(2, LENGTH);
        begin(1, 1005);
        begin(2, 1005);
        assertThat(fixture.store.visibleLength(StoreFixture.block(1, 1001, 0))).isEqualTo(3000);
        assertThat(fixture.read(1, 0, 3000)).isEqualTo(Arrays.copyOf(StoreFixture.content(1, LENGTH), 3000));
        assertThat(fixture.read(2, 100, LENGTH - 100))
                .isEqualTo(Arrays.copyOfRange(StoreFixture.content(2, LENGTH), 100, LENGTH));
        List<ReportedReplica> reported =
                fixture.store.fullReports().values().iterator().next();
        assertThat(reported)
                .containsExactlyInAnyOrder(
                        new ReportedReplica(new Block(1, 1001, LENGTH), ReplicaState.RBW),
                        new ReportedReplica(new Block(2, 1001, LENGTH), ReplicaState.FINALIZED));
        restart();
        // What waits for its recovery after a crash was never shown again.
        begin(1, 1006);
        assertThatThrownBy(() -> fixture.read(1, 0, 1)).hasMessageContaining("not readable");
        assertThat(begin(2, 1006).originalState()).isEqualTo(ReplicaState.FINALIZED);
    }

    @Test
    void atEachStepOfTheEndItCanBeRead() throws Exception {
        int id = 0;
        for (int length : new int[] {LENGTH, 4999, 4700, 4608}) {
            leave(++id, LENGTH);
            fixture.put(++id, LENGTH);
            for (long block = id - 1L; block <= id; block++) {
                ReplicaRecoveryInfo info = begin(block, 1005);
                Reading reading = new Reading(block);
                fixture.useDisk(reading);
                update(info, 1005, length);
                fixture.useDisk(DiskSync.REAL);
                assertThat(reading.reads).isGreaterThan(2);
            }
        }
    }

    /** Reads whole chunks that are to stay at each sync. */
    private final class Reading implements DiskSync {
        private final long id;
        int reads;

        Reading(long id) {
            this.id = id;
        }

        @Override
        public void sync(FileChannel file) throws IOException {
            read();
            DiskSync.REAL.sync(file);
        }

        @Override
        public void syncDirectory(Path directory) throws IOException {
            read();
            DiskSync.REAL.syncDirectory(directory);
        }

        private void read() throws IOException {
            assertThat(fixture.read(id, 0, 4608)).isEqualTo(Arrays.copyOf(StoreFixture.content(id, LENGTH), 4608));
            reads++;
        }
    }

    @Test
    void aCorruptLastChunkIsNotSummedAnew() throws Exception {
        leave(1, LENGTH);
        ReplicaRecoveryInfo info = begin(1, 1005);
        Path data = dir.resolve("current").resolve(StoreFixture.POOL).resolve("current/rbw/blk_1");
        byte[] bytes = Files.readAllBytes(data);
        bytes[4800] ^= 1;
        Files.write(data, bytes);
        refused(ErrorCode.CHECKSUM, () -> update(info, 1005, 4700));
        assertThat(files("current/rbw")).containsExactly("blk_1", "blk_1_1001.meta");
        assertThat(Files.readAllBytes(data)).isEqualTo(bytes);
        // Nothing was changed: a part before it can still be had.
        update(info, 1005, 4000);
        assertRecovered(1, 1005, 4000);
    }

    @Test
    void whatDoesNotAgreeWithItsChecksumsDoesNotCount() throws Exception {
        for (int acknowledged : new int[] {0, 1500, 1600}) {
            long id = 1L + acknowledged;
            ReplicaWriter writer = fixture.begin(id, ReplicaEvent.CREATE_RBW);
            StoreFixture.write(writer, 0, StoreFixture.content(id, LENGTH));
            writer.acknowledged(acknowledged);
            writer.abandon();
            Path data = dir.resolve("current").resolve(StoreFixture.POOL).resolve("current/rbw/blk_" + id);
            byte[] bytes = Files.readAllBytes(data);
            bytes[1540] ^= 1;
            Files.write(data, bytes);
            // A replica that lost what was acknowledged counts as one that went through a crash.
            ReplicaState state = acknowledged == 1600 ? ReplicaState.RWR : ReplicaState.RBW;
            ReplicaRecoveryInfo expected = new ReplicaRecoveryInfo(new Block(id, 1001, 1536), state);
            assertThat(begin(id, 1005)).isEqualTo(expected);
            // So it does when that attempt was broken off.
            assertThat(begin(id, 1006)).isEqualTo(expected);
            refused(ErrorCode.IO, () -> update(expected, 1006, 1537));
            update(expected, 1006, 1536);
            assertThat(fixture.read(id, 0, 1536)).isEqualTo(Arrays.copyOf(StoreFixture.content(id, LENGTH), 1536));
        }
    }

    @Test
    void ofADamagedReplicaNothingCountsBehindTheFirstDamage() throws Exception {
        leave(1, LENGTH);
        Path data = dir.resolve("current").resolve(StoreFixture.POOL).resolve("current/rbw/blk_1");
        byte[] bytes = Files.readAllBytes(data);
        bytes[600] ^= 1;
        bytes[4999] ^= 1;
        Files.write(data, bytes);
        ReplicaRecoveryInfo info = begin(1, 1005);
        assertThat(info).isEqualTo(new ReplicaRecoveryInfo(new Block(1, 1001, 512), ReplicaState.RWR));
        update(info, 1005, 512);
        assertRecovered(1, 1005, 512);
        assertThat(fixture.store.storages().get(0).dfsUsedBytes()).isEqualTo(512);
    }

    @Test
    void aDeletedReplicaIsNotRecovered() throws Exception {
        fixture.put(1, LENGTH);
        leave(2, LENGTH);
        ReplicaRecoveryInfo finished = begin(1, 1005);
        ReplicaRecoveryInfo written = begin(2, 1005);
        fixture.store.invalidate(List.of(new Block(1, 1001, 0), new Block(2, 1001, 0)));
        refused(ErrorCode.REPLICA_NOT_FOUND, () -> update(finished, 1005, LENGTH));
        refused(ErrorCode.REPLICA_NOT_FOUND, () -> update(written, 1005, LENGTH));
        restart();
        assertThat(files("current/rbw")).isEmpty();
        assertThat(files("current/finalized")).isEmpty();
    }

    @Test
    void aTruncateCanLeaveTheBlockAndMakeAnother() throws Exception {
        fixture.put(1, LENGTH);
        fixture.nextChange();
        ReplicaRecoveryInfo info = begin(1, 1005);
        byte[] wanted = Arrays.copyOf(StoreFixture.content(1, LENGTH), 4700);
        String storage = fixture.store.updateReplicaUnderRecovery(told(info), 1005, 2, 4700);
        assertThat(fixture.nextChange())
                .isEqualTo(new ReplicaChange(storage, new Block(2, 1005, 4700), ReplicaChange.Kind.RECEIVED));
        assertRecovered(1, 1001, LENGTH);
        assertThat(fixture.read(2, 0, 4700)).isEqualTo(wanted);
        refused(ErrorCode.IO, () -> fixture.store.updateReplicaUnderRecovery(told(info), 1005, 2, 4700));
        // The NameNode did not hear of it, and tries again.
        begin(1, 1007);
        fixture.store.updateReplicaUnderRecovery(told(info), 1007, 2, 4700);
        assertThat(fixture.read(2, 0, 4700)).isEqualTo(wanted);
        restart();
        assertThat(Objects.requireNonNull(fixture.store.lookUp(2)).block()).isEqualTo(new Block(2, 1007, 4700));
        assertThat(fixture.read(2, 0, 4700)).isEqualTo(wanted);
        assertRecovered(1, 1001, LENGTH);
        assertThat(fixture.store.storages().get(0).dfsUsedBytes()).isEqualTo(LENGTH + 4700);
    }

    @Test
    void aFailedSyncEndsTheVolume() throws Exception {
        leave(1, LENGTH);
        ReplicaRecoveryInfo info = begin(1, 1005);
        fixture.failSyncs();
        refused(ErrorCode.IO, () -> update(info, 1005, 4000));
        assertThat(fixture.failures).hasSize(1);
        assertThat(fixture.store.lookUp(1)).isNull();
    }
}
