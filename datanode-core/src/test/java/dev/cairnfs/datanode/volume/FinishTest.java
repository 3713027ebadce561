package dev.cairnfs.datanode.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.datanode.replica.Replica;
import dev.cairnfs.datanode.replica.ReplicaEvent;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaState;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What may come between a replica's last byte and its being finished. */
@Timeout(60)
final class FinishTest {
    @TempDir
    Path dir;

    private Path directory(String below) {
        return dir.resolve("current")
                .resolve(StoreFixture.POOL)
                .resolve("current")
                .resolve(below);
    }

    private static ReplicaWriter written(StoreFixture fixture, long id, int length) throws IOException {
        ReplicaWriter writer = fixture.begin(id, ReplicaEvent.CREATE_RBW);
        StoreFixture.write(writer, 0, StoreFixture.content(id, length));
        return writer;
    }

    private interface DirectorySync {
        void run(Path directory) throws IOException;
    }

    private static DiskSync disk(DirectorySync directories) {
        return new DiskSync() {
            @Override
            public void sync(FileChannel file) {}

            @Override
            public void syncDirectory(Path directory) throws IOException {
                directories.run(directory);
            }
        };
    }

    @Test
    void aDeletionMeanwhileFailsTheWriteOnly() throws IOException {
        try (StoreFixture fixture = new StoreFixture(dir)) {
            ReplicaWriter writer = written(fixture, 1, 100);
            fixture.useDisk(disk(directory -> {
                if (fixture.store.lookUp(1) != null) {
                    fixture.store.invalidate(List.of(new Block(1, 1001, 0)));
                    awaitDeletion(fixture);
                }
            }));
            assertThatThrownBy(() -> writer.finish(false))
                    .isInstanceOfSatisfying(
                            HdfsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REPLICA_NOT_FOUND));
            assertThat(fixture.failures).isEmpty();
            assertThat(fixture.store.failedVolumes()).isZero();
            assertThat(directory("finalized/subdir0/subdir0")).isEmptyDirectory();
            assertThat(directory("rbw")).isEmptyDirectory();
            fixture.useDisk(DiskSync.REAL);
            fixture.put(1, 100);
        }
    }

    private static void awaitDeletion(StoreFixture fixture) throws IOException {
        try {
            fixture.nextChange();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void aWantOfDescriptorsIsNoFaultOfTheVolume() throws IOException {
        try (StoreFixture fixture = new StoreFixture(dir)) {
            ReplicaWriter writer = written(fixture, 1, 100);
            writer.acknowledged(100);
            fixture.useDisk(disk(directory -> {
                if (directory.endsWith("subdir0/subdir0")) {
                    throw new FileSystemException(directory.toString(), null, "Too many open files");
                }
            }));
            assertThatThrownBy(() -> writer.finish(false)).hasMessageContaining("Too many open files");
            assertThat(fixture.failures).isEmpty();
            assertThat(fixture.store.lookUp(1)).isEqualTo(new Replica(new Block(1, 1001, 100), ReplicaState.RBW, 0));
            assertThat(fixture.read(1, 0, 100)).isEqualTo(StoreFixture.content(1, 100));
        }
    }

    @Test
    void aFailedDirectorySyncIsOne() throws IOException {
        try (StoreFixture fixture = new StoreFixture(dir)) {
            ReplicaWriter writer = written(fixture, 1, 100);
            fixture.useDisk(disk(directory -> {
                throw new IOException("Input/output error");
            }));
            assertThatThrownBy(() -> writer.finish(false)).isInstanceOf(HdfsException.class);
            assertThat(fixture.failures).hasSize(1);
        }
    }

    @Test
    void waitsForAWritebackThatMayHaveTakenTheDisksError() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (StoreFixture fixture = new StoreFixture(dir)) {
            fixture.useDisk(new DiskSync() {
                @Override
                public void sync(FileChannel file) throws IOException {
                    if (Thread.currentThread().getName().equals("dn-writeback")) {
                        running.countDown();
                        awaitLatch(release);
                        throw new IOException("Input/output error");
                    }
                }

                @Override
                public void syncDirectory(Path directory) {}
            });
            ReplicaWriter writer = written(fixture, 1, 8 << 20);
            awaitLatch(running);
            FutureTask<Block> finish = new FutureTask<>(() -> writer.finish(false));
            Thread thread = new Thread(finish, "finisher");
            thread.start();
            while (thread.isAlive() && thread.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            release.countDown();
            assertThatThrownBy(finish::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(HdfsException.class)
                    .hasMessageContaining("Input/output error");
            assertThat(fixture.failures).hasSize(1);
        }
    }

    private static void awaitLatch(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
