package dev.cairnfs.datanode.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.datanode.replica.ReplicaEvent;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What readers see of a replica that is being written. */
@Timeout(60)
final class VisibleLengthTest {
    private static final int LENGTH = 200_000;

    @TempDir
    Path dir;

    private final byte[] all = StoreFixture.content(1, LENGTH);
    private StoreFixture fixture;

    @BeforeEach
    void open() throws IOException {
        fixture = new StoreFixture(dir);
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
    }

    private ExtendedBlock known(long length) {
        return StoreFixture.block(1, 1001, length);
    }

    private long visible() throws IOException {
        return fixture.store.visibleLength(known(0));
    }

    private void write(ReplicaWriter writer, int from, int to) throws IOException {
        StoreFixture.write(writer, from, Arrays.copyOfRange(all, from, to));
    }

    private byte[] read(ReplicaReader replica, int offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        int at = 0;
        try (VerifiedReplicaReader reader = new VerifiedReplicaReader(replica, offset, length)) {
            for (ByteBuffer window = reader.next(); window != null; window = reader.next()) {
                int count = window.remaining();
                window.get(bytes, at, count);
                at += count;
            }
        }
        assertThat(at).isEqualTo(length);
        return bytes;
    }

    @Test
    void whatIsAcknowledgedCanBeSeenAndNoMore() throws IOException {
        ReplicaWriter writer = fixture.begin(1, ReplicaEvent.CREATE_RBW);
        assertThat(visible()).isZero();
        write(writer, 0, 1000);
        assertThat(visible()).isZero();
        writer.acknowledged(700);
        assertThat(visible()).isEqualTo(700);
        // The last chunk is verified as it is written, to byte 1000.
        assertThat(read(fixture.store.openForRead(known(0)), 0, 700)).isEqualTo(Arrays.copyOf(all, 700));
        assertRefused(ErrorCode.ILLEGAL_ARGUMENT, () -> fixture.read(1, 0, 701));
        // Who knows of more, because another DataNode of the pipeline showed it, gets it.
        assertThat(read(fixture.store.openForRead(known(900)), 0, 900)).isEqualTo(Arrays.copyOf(all, 900));
        assertRefused(ErrorCode.IO, () -> fixture.store.openForRead(known(1001)));
        writer.acknowledged(600);
        assertThat(visible()).isEqualTo(700);
    }

    @Test
    void aFinishedReplicaShowsWhatIsAcknowledgedUntilAllIs() throws IOException {
        ReplicaWriter writer = fixture.begin(1, ReplicaEvent.CREATE_RBW);
        write(writer, 0, 1000);
        writer.acknowledged(512);
        writer.finish(false);
        assertThat(visible()).isEqualTo(512);
        assertThat(read(fixture.store.openForRead(known(1000)), 0, 1000)).isEqualTo(Arrays.copyOf(all, 1000));
        writer.acknowledged(1000);
        assertThat(visible()).isEqualTo(1000);
        fixture.store.invalidate(List.of(new Block(1, 1001, 1000)));
        assertRefused(ErrorCode.REPLICA_NOT_FOUND, this::visible);
    }

    @Test
    void aWriterThatIsGoneLeavesWhatWasAcknowledged() throws IOException {
        ReplicaWriter writer = fixture.begin(1, ReplicaEvent.CREATE_RBW);
        write(writer, 0, 700);
        writer.acknowledged(650);
        // As if the write that failed had come as far as the checksums.
        Path meta = dir.resolve("current").resolve(StoreFixture.POOL).resolve("current/rbw/blk_1_1001.meta");
        writer.abandon();
        byte[] bytes = Files.readAllBytes(meta);
        bytes[bytes.length - 1] ^= 1;
        Files.write(meta, bytes);
        assertThat(visible()).isEqualTo(650);
        assertThat(read(fixture.store.openForRead(known(0)), 0, 650)).isEqualTo(Arrays.copyOf(all, 650));
    }

    @Test
    void whatIsNoReplicaOfThePipelineHasNoVisibleLength() throws IOException {
        fixture.begin(1, ReplicaEvent.CREATE_TEMPORARY);
        assertRefused(ErrorCode.IO, this::visible);
        assertRefused(ErrorCode.REPLICA_NOT_FOUND, () -> fixture.store.visibleLength(StoreFixture.block(2, 1001, 0)));
        fixture.put(3, 10);
        assertThat(fixture.store.visibleLength(StoreFixture.block(3, 1001, 0))).isEqualTo(10);
        assertRefused(ErrorCode.IO, () -> fixture.store.visibleLength(StoreFixture.block(3, 1002, 0)));
        assertRefused(
                ErrorCode.IO, () -> fixture.store.visibleLength(new ExtendedBlock("BP-x", new Block(3, 1001, 0))));
    }

    @Test
    void afterARestartAnUnfinishedReplicaIsNotReadable() throws IOException {
        ReplicaWriter writer = fixture.begin(1, ReplicaEvent.CREATE_RBW);
        write(writer, 0, 1000);
        writer.acknowledged(1000);
        fixture.close();
        fixture = new StoreFixture(dir);
        assertRefused(ErrorCode.IO, this::visible);
    }

    /** A writer that flushes in mid chunk, as fast as it can, and readers that look at whatever is visible. */
    @Test
    void readersOfAGrowingReplicaNeverMeetAMismatch() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        AtomicBoolean done = new AtomicBoolean();
        ReplicaWriter writer = fixture.begin(1, ReplicaEvent.CREATE_RBW);
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> readWhile(done, new Random(seed + 1)));
        Random random = new Random(seed);
        int end = 0;
        while (end < LENGTH && !reader.isDone()) {
            int from = end / 512 * 512;
            int next = Math.min(LENGTH, end + 1 + random.nextInt(700));
            write(writer, from, next);
            end = next;
            writer.acknowledged(end - random.nextInt(Math.min(end, 300)));
        }
        writer.acknowledged(end);
        writer.finish(false);
        done.set(true);
        reader.get(30, TimeUnit.SECONDS);
        assertThat(visible()).isEqualTo(LENGTH);
    }

    private void readWhile(AtomicBoolean done, Random random) {
        long seen = 0;
        try {
            boolean last;
            do {
                last = done.get();
                long visible = visible();
                assertThat(visible).isGreaterThanOrEqualTo(seen);
                seen = visible;
                int from = (int) Math.max(0, visible - 1 - random.nextInt(2000));
                int length = (int) visible - from;
                byte[] bytes = read(fixture.store.openForRead(known(visible)), from, length);
                assertThat(bytes).isEqualTo(Arrays.copyOfRange(all, from, from + length));
            } while (!last);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        HdfsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
