package dev.cairnfs.namenode.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileJournalTest {
    private static final JournalFailure NONE = (what, cause) -> {
        throw new AssertionError(what, cause);
    };

    @TempDir
    Path directory;

    @Test
    void everythingAppendedBecomesDurableAndIsReadAgain() throws Exception {
        FileStorage storage = new FileStorage(directory);
        CountDownLatch done = new CountDownLatch(1);
        AtomicLong durable = new AtomicLong();
        CompletableFuture<Long> rolled;
        try (FileJournal journal = open(storage, NONE)) {
            journal.start(1, txid -> {
                assertThat(txid).isGreaterThanOrEqualTo(durable.getAndSet(txid));
                if (txid == 1000) {
                    done.countDown();
                }
            });
            for (long txid = 1; txid < 500; txid += 3) {
                journal.append(txid, Records.range(txid, txid + 2));
            }
            rolled = journal.roll();
            journal.append(502, Records.range(502, 1000));
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(rolled.get()).isEqualTo(502);
            assertThat(journal.status().lastTxid()).isEqualTo(1000);
        }
        assertThat(storage.list())
                .contains(
                        "edits_0000000000000000001-0000000000000000501",
                        "edits_0000000000000000502-0000000000000001000");
        assertThat(Records.recoverAndCheck(List.of(storage), 1)).isEqualTo(1000);
    }

    @Test
    void aFailedSyncIsFatalAndNothingIsAcknowledgedAfterIt() throws Exception {
        MemoryStorage storage = new MemoryStorage("m");
        AtomicLong durable = new AtomicLong();
        AtomicLong forces = new AtomicLong();
        CompletableFuture<Throwable> failure = new CompletableFuture<>();
        FileJournal journal = open(storage, (what, cause) -> failure.complete(cause));
        journal.start(1, durable::set);
        storage.setFaults((step, file) -> {
            if (step.equals("force")) {
                forces.incrementAndGet();
                throw new IOException("Input/output error");
            }
        });
        journal.append(1, Records.range(1, 2));
        assertThat(failure.get(30, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
        journal.append(3, Records.range(3, 4));
        assertThat(journal.roll()).isCompletedExceptionally();
        journal.close();
        assertThat(durable.get()).isZero();
        assertThat(forces.get()).as("never tried again").isEqualTo(1);
    }

    private static FileJournal open(JournalStorage storage, JournalFailure failure) {
        return new FileJournal(
                new SegmentLog(List.of(storage), JournalSettings.DEFAULTS), JournalSettings.DEFAULTS, failure);
    }
}
