package dev.cairnfs.namenode.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is left of the journal after crashes and damage of every kind. */
class JournalCrashTest {
    private static final JournalSettings SETTINGS = new JournalSettings(4096, 1 << 20, 0);
    private static final String IN_PROGRESS = SegmentName.inProgress(1).fileName();

    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static SegmentLog open(MemoryStorage storage, long firstTxid) throws IOException {
        SegmentLog log = new SegmentLog(List.of(storage), SETTINGS);
        log.open(firstTxid);
        return log;
    }

    private static MemoryStorage withFile(String name, byte[] content) {
        MemoryStorage storage = new MemoryStorage("cut");
        storage.put(name, content);
        return storage;
    }

    @Test
    void aSegmentCutAtEveryByteKeepsItsWholeRecords() throws IOException {
        MemoryStorage storage = new MemoryStorage("m");
        SegmentLog log = open(storage, 1);
        Records.round(log, 1, 3);
        int afterFirstRound = endOf(storage.content(IN_PROGRESS));
        Records.round(log, 4, 5);
        byte[] all = storage.content(IN_PROGRESS);
        for (int cut = 0; cut <= all.length; cut++) {
            MemoryStorage cutOff = withFile(IN_PROGRESS, Arrays.copyOf(all, cut));
            long last = Records.recoverAndCheck(List.of(cutOff), 1);
            assertThat(last).as("cut at %d", cut).isBetween(0L, 5L);
            if (cut >= afterFirstRound) {
                assertThat(last).as("cut at %d", cut).isGreaterThanOrEqualTo(3);
            }
        }
    }

    @Test
    void zerosInsteadOfTheLastRoundAreATornTail() throws IOException {
        MemoryStorage storage = new MemoryStorage("m");
        SegmentLog log = open(storage, 1);
        Records.round(log, 1, 3);
        int end = endOf(storage.content(IN_PROGRESS));
        Records.round(log, 4, 6);
        byte[] all = storage.content(IN_PROGRESS);
        int endAll = endOf(all);
        // The sync mark is lost too, as in a power cut before it reached the disk.
        Arrays.fill(all, endAll - SegmentFormat.MARK_BYTES, endAll, (byte) 0);
        for (int from = end; from < endAll - SegmentFormat.MARK_BYTES; from++) {
            byte[] torn = all.clone();
            torn[from] ^= 0x55;
            MemoryStorage found = withFile(IN_PROGRESS, torn);
            assertThat(Records.recoverAndCheck(List.of(found), 1))
                    .as("flip at %d", from)
                    .isBetween(3L, 5L);
        }
    }

    @Test
    void aByteFlippedBeforeTheLastSyncIsCorruption() throws IOException {
        MemoryStorage storage = new MemoryStorage("m");
        SegmentLog log = open(storage, 1);
        Records.round(log, 1, 2);
        Records.round(log, 3, 4);
        byte[] all = storage.content(IN_PROGRESS);
        int recordsEnd = endOf(all) - SegmentFormat.MARK_BYTES;
        for (int at = 0; at < recordsEnd; at++) {
            byte[] damaged = all.clone();
            damaged[at] ^= 0x40;
            MemoryStorage found = withFile(IN_PROGRESS, damaged);
            int flipped = at;
            assertThatThrownBy(() -> Records.recoverAndCheck(List.of(found), 1))
                    .as("flip at %d", at)
                    .isInstanceOfSatisfying(JournalCorruptException.class, e -> {
                        assertThat(e.file()).isEqualTo("cut/" + IN_PROGRESS);
                        assertThat(e.offset()).isLessThanOrEqualTo(flipped);
                        assertThat(e.getMessage()).contains(e.file(), "at offset " + e.offset());
                    });
            assertThat(found.list()).as("nothing is changed").containsExactly(IN_PROGRESS);
        }
    }

    @Test
    void aFinalSegmentMustBeWhole() throws IOException {
        MemoryStorage storage = new MemoryStorage("m");
        SegmentLog log = open(storage, 1);
        Records.round(log, 1, 4);
        log.close();
        String name = new SegmentName(1, 4).fileName();
        byte[] all = storage.content(name);
        for (int cut = 0; cut < all.length; cut++) {
            MemoryStorage found = withFile(name, Arrays.copyOf(all, cut));
            assertThatThrownBy(() -> Records.recoverAndCheck(List.of(found), 1))
                    .isInstanceOf(JournalCorruptException.class);
        }
        assertThat(Records.recoverAndCheck(List.of(withFile(name, all)), 1)).isEqualTo(4);
    }

    /** A crash before every single step of open, sync, roll and close, with any subset of unsynced sectors lost. */
    @Test
    void whatWasSyncedIsThereAfterAPowerCutAtAnyStep() {
        for (int step = 0; step < 120; step++) {
            for (long seed = 0; seed < 8; seed++) {
                crashAt(step, seed);
            }
        }
    }

    private static void crashAt(int crashStep, long seed) {
        Random random = new Random(seed * 1000 + crashStep);
        MemoryStorage storage = new MemoryStorage("m");
        int[] steps = {0};
        storage.setFaults((step, file) -> {
            if (steps[0]++ == crashStep) {
                throw new Crash();
            }
        });
        long synced = 0;
        long handed = 0;
        try {
            SegmentLog log = open(storage, 1);
            for (int i = 0; i < 12; i++) {
                long last = handed + 1 + random.nextInt(20);
                List<dev.cairnfs.namenode.record.EditRecord> records = Records.range(handed + 1, last);
                handed = last;
                log.add(last - records.size() + 1, records);
                synced = log.sync();
                if (i % 4 == 3) {
                    log.roll();
                }
            }
            log.close();
        } catch (Crash expected) {
            // The point of the test.
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        MemoryStorage found = seed == 0 ? storage.afterKill() : storage.afterPowerCut(random);
        try {
            long last = Records.recoverAndCheck(List.of(found), 1);
            assertThat(last).as("step %d seed %d", crashStep, seed).isBetween(synced, handed);
            assertThat(Records.recoverAndCheck(List.of(found), 1)).isEqualTo(last);
            SegmentLog again = open(found, last + 1);
            Records.round(again, last + 1, last + 2);
            again.close();
            assertThat(Records.recoverAndCheck(List.of(found), 1)).isEqualTo(last + 2);
        } catch (IOException e) {
            throw new AssertionError("step " + crashStep + " seed " + seed, e);
        }
    }

    /** The end of what is not zero. */
    private static int endOf(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }
}
