package dev.cairnfs.namenode.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentLogTest {
    private static final JournalSettings SETTINGS = new JournalSettings(4096, 1 << 20, 0);

    private final MemoryStorage one = new MemoryStorage("one");
    private final MemoryStorage two = new MemoryStorage("two");

    private SegmentLog open(JournalSettings settings) throws IOException {
        SegmentLog log = new SegmentLog(List.of(one, two), settings);
        log.open(1);
        return log;
    }

    private static MemoryStorage.Faults failing(String failingStep) {
        return (step, file) -> {
            if (step.equals(failingStep)) {
                throw new IOException("Input/output error");
            }
        };
    }

    @Test
    void segmentsHaveHdfsNamesAndAreRead() throws IOException {
        SegmentLog log = open(SETTINGS);
        Records.round(log, 1, 10);
        assertThat(log.roll()).isEqualTo(11);
        assertThat(log.roll()).as("an empty segment is not rolled").isEqualTo(11);
        Records.round(log, 11, 12);
        assertThat(one.list())
                .containsExactly(
                        "edits_0000000000000000001-0000000000000000010",
                        "edits_inprogress_0000000000000000011",
                        "seen_txid");
        log.close();
        assertThat(one.list()).contains("edits_0000000000000000011-0000000000000000012");
        assertThat(two.list()).isEqualTo(one.list());
        assertThat(Records.recoverAndCheck(List.of(one, two), 5)).isEqualTo(12);
    }

    /** A golden file: this must stay readable for ever. */
    @Test
    void theFormatDoesNotChange() throws IOException {
        SegmentLog log = new SegmentLog(List.of(one), SETTINGS);
        log.open(7);
        log.add(7, List.of(Records.of(7)));
        log.close();
        String golden = "436169726e4564740000000100000000000000070000000000000000e7be54ff"
                + "0000001b00000000000000070000000010c7843d521508818001120b6469726563746f72792d3718a79c01f190a1b6";
        assertThat(HexFormat.of().formatHex(one.content(new SegmentName(7, 7).fileName())))
                .isEqualTo(golden);
    }

    @Test
    void aFailedDirectoryIsDroppedAndComesBackAtTheNextRoll() throws IOException {
        SegmentLog log = open(SETTINGS);
        Records.round(log, 1, 2);
        one.setFaults(failing("force"));
        Records.round(log, 3, 4);
        assertThat(log.status().directories().get(0).failure()).isEqualTo("Input/output error");
        assertThat(log.status().directories().get(1).failure()).isNull();
        one.setFaults(MemoryStorage.Faults.NONE);
        Records.round(log, 5, 6);
        assertThat(log.status().directories().get(0).failure())
                .as("not tried again before a roll")
                .isNotNull();
        log.roll();
        assertThat(log.status().directories().get(0).failure()).isNull();
        Records.round(log, 7, 8);
        log.close();
        assertThat(one.list())
                .containsExactly(
                        "edits_0000000000000000007-0000000000000000008",
                        "edits_inprogress_0000000000000000001.behind",
                        "seen_txid");
        assertThat(Records.recoverAndCheck(List.of(one, two), 1)).isEqualTo(8);
        assertThat(Records.recoverAndCheck(List.of(one), 1))
                .as("the start has copied what it lacked")
                .isEqualTo(8);
    }

    @Test
    void aRollTriesFailedDirectoriesWhileTheSegmentIsEmptyToo() throws IOException {
        SegmentLog log = open(SETTINGS);
        Records.round(log, 1, 2);
        one.setFaults(failing("create"));
        log.roll();
        assertThat(log.status().directories().get(0).failure()).isNotNull();
        one.setFaults(MemoryStorage.Faults.NONE);
        assertThat(log.roll()).isEqualTo(3);
        assertThat(log.status().directories().get(0).failure()).isNull();
        Records.round(log, 3, 4);
        assertThat(Records.recoverAndCheck(List.of(one.afterKill()), 1)).isEqualTo(4);
    }

    /** Otherwise its shorter copy would pass for the journal's end when the other directory is lost or unreadable. */
    @Test
    void aDirectoryThatFailedIsNotTakenForTheJournalsEnd() throws IOException {
        SegmentLog log = open(SETTINGS);
        Records.round(log, 1, 2);
        one.setFaults(failing("force"));
        Records.round(log, 3, 4);
        Records.round(log, 5, 6);
        assertThat(one.list()).contains("edits_inprogress_0000000000000000001.behind");
        assertThatThrownBy(() -> Records.recoverAndCheck(List.of(one.afterKill()), 1))
                .hasMessageContaining("was set aside because another directory had more of it");
        assertThat(Records.recoverAndCheck(List.of(one.afterKill(), two.afterKill()), 1))
                .isEqualTo(6);
    }

    /** Reads of the file fail where they touch the byte. */
    private static MemoryStorage.Faults unreadable(String file, long at) {
        return new MemoryStorage.Faults() {
            @Override
            public void before(String step, String changed) {}

            @Override
            public void beforeRead(String read, long position, int length) throws IOException {
                if (read.equals(file) && position <= at && at < position + length) {
                    throw new IOException("Input/output error");
                }
            }
        };
    }

    @Test
    void whatOneDiskCannotReadIsReadFromTheOther() throws IOException {
        SegmentLog log = open(SETTINGS);
        Records.round(log, 1, 200);
        Records.round(log, 201, 400);
        MemoryStorage killed = one.afterKill();
        log.close();
        String name = new SegmentName(1, 400).fileName();
        for (long at = 0; at < one.content(name).length; at += 1000) {
            one.setFaults(unreadable(name, at));
            assertThat(Records.recoverAndCheck(List.of(one, two), 1)).isEqualTo(400);
            MemoryStorage alone = one.afterKill();
            alone.setFaults(unreadable(name, at));
            assertThatThrownBy(() -> Records.recoverAndCheck(List.of(alone), 1))
                    .isInstanceOf(JournalCorruptException.class)
                    .hasMessageContaining("cannot be read: Input/output error");
        }
        String inProgress = SegmentName.inProgress(1).fileName();
        for (long at = 0; at < killed.content(inProgress).length; at += 1000) {
            MemoryStorage bad = killed.afterKill();
            bad.setFaults(unreadable(inProgress, at));
            assertThat(Records.recoverAndCheck(List.of(bad, killed.afterKill()), 1))
                    .isEqualTo(400);
            MemoryStorage alone = killed.afterKill();
            alone.setFaults(unreadable(inProgress, at));
            assertThatThrownBy(() -> Records.recoverAndCheck(List.of(alone), 1)).hasMessageContaining("cannot be read");
        }
    }

    @Test
    void aShorterCopyDoesNotStandInForAnUnreadableOneThatIsKnownToBeLonger() throws IOException {
        SegmentLog log = open(SETTINGS);
        Records.round(log, 1, 200);
        MemoryStorage shorter = two.afterKill();
        Records.round(log, 201, 400);
        MemoryStorage longer = one.afterKill();
        longer.setFaults(unreadable(SegmentName.inProgress(1).fileName(), 500));
        assertThatThrownBy(() -> Records.recoverAndCheck(List.of(shorter, longer), 1))
                .hasMessageContaining("cannot be read");
    }

    @Test
    void anUnreadableCopyOfAnEmptySegmentProvesNothing() throws IOException {
        SegmentLog log = open(SETTINGS);
        Records.round(log, 1, 10);
        log.roll();
        MemoryStorage bad = one.afterKill();
        bad.setFaults(unreadable(SegmentName.inProgress(11).fileName(), 0));
        MemoryStorage sound = two.afterKill();
        assertThat(Records.recoverAndCheck(List.of(bad, sound), 1)).isEqualTo(10);
        assertThat(Records.recoverAndCheck(List.of(bad.afterKill()), 1)).isEqualTo(10);
    }

    @Test
    void aDiskThatIsDeadAltogetherDoesNotKeepTheOtherFromServing() throws IOException {
        SegmentLog log = open(SETTINGS);
        Records.round(log, 1, 10);
        log.roll();
        Records.round(log, 11, 20);
        MemoryStorage dead = one.afterKill();
        dead.setFaults(new MemoryStorage.Faults() {
            @Override
            public void before(String step, String file) throws IOException {
                throw new IOException("Input/output error");
            }

            @Override
            public void beforeRead(String file, long position, int length) throws IOException {
                throw new IOException("Input/output error");
            }
        });
        assertThat(Records.recoverAndCheck(List.of(dead, two.afterKill()), 1)).isEqualTo(20);
    }

    /** The record is handed over once, whatever the one who takes it does. */
    @Test
    void whatTheConsumerThrowsIsNoReasonToReadTheOtherDirectory() throws IOException {
        SegmentLog log = open(SETTINGS);
        Records.round(log, 1, 10);
        log.close();
        int[] handed = {0};
        assertThatThrownBy(() -> JournalRecovery.recover(List.of(one, two)).read(1, (txid, record) -> {
                    handed[0]++;
                    throw new IOException("no room");
                }))
                .hasMessage("no room");
        assertThat(handed[0]).isEqualTo(1);
    }

    @Test
    void aCopyThatDiesHalfwayIsMadeAgain() throws IOException {
        SegmentLog log = open(SETTINGS);
        Records.round(log, 1, 300);
        log.close();
        for (int crashAt = 0; crashAt < 5; crashAt++) {
            MemoryStorage empty = new MemoryStorage("new");
            int[] left = {crashAt};
            empty.setFaults((step, file) -> {
                if (left[0]-- == 0) {
                    throw new IOException("Input/output error");
                }
            });
            assertThat(Records.recoverAndCheck(List.of(two, empty), 1)).isEqualTo(300);
            MemoryStorage found = empty.afterPowerCut(new Random(crashAt));
            assertThat(Records.recoverAndCheck(List.of(two, found), 1)).isEqualTo(300);
            assertThat(Records.recoverAndCheck(List.of(found.afterPowerCut(new Random(1))), 1))
                    .isEqualTo(300);
        }
    }

    @Test
    void theRightDirectoryIsDropped() throws IOException {
        SegmentLog log = open(SETTINGS);
        two.setFaults(failing("write"));
        Records.round(log, 1, 2);
        two.setFaults(MemoryStorage.Faults.NONE);
        assertThat(log.status().directories().get(0).failure()).isNull();
        assertThat(log.status().directories().get(1).failure()).isNotNull();
        assertThat(Records.recoverAndCheck(List.of(one, two), 1)).isEqualTo(2);
    }

    @Test
    void theLastDirectoryFailingIsAnError() throws IOException {
        SegmentLog log = open(SETTINGS);
        one.setFaults(failing("force"));
        two.setFaults(failing("force"));
        assertThatThrownBy(() -> Records.round(log, 1, 2))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no journal directory is left");
    }

    @Test
    void openFailsWhenNoDirectoryCanBeOpened() {
        one.setFaults(failing("create"));
        two.setFaults(failing("force"));
        assertThatThrownBy(() -> open(SETTINGS)).isInstanceOf(IOException.class);
    }

    @Test
    void aShortPreallocationWriteDropsTheDirectory() throws IOException {
        SegmentLog log = open(SETTINGS);
        Records.round(log, 1, 3);
        one.setFaults(new MemoryStorage.Faults() {
            @Override
            public void before(String step, String file) {}

            @Override
            public int writable(String file, int length) {
                return length / 2;
            }
        });
        Records.round(log, 4, 100);
        assertThat(log.status().directories().get(0).failure()).contains("preallocate");
        one.setFaults(MemoryStorage.Faults.NONE);
        log.roll();
        assertThat(Records.recoverAndCheck(List.of(one, two), 1)).isEqualTo(100);
    }

    @Test
    void theLongestCopyWins() throws IOException {
        SegmentLog log = open(SETTINGS);
        Records.round(log, 1, 2);
        MemoryStorage shorter = one.afterKill();
        Records.round(log, 3, 4);
        MemoryStorage longer = two.afterKill();
        assertThat(Records.recoverAndCheck(List.of(shorter, longer), 1)).isEqualTo(4);
        assertThat(shorter.list()).contains("edits_inprogress_0000000000000000001.stale");
        assertThat(longer.list()).contains("edits_0000000000000000001-0000000000000000004");
    }

    @Test
    void aDamagedCopyIsReplacedByASoundOneButNotByAShorterOne() throws IOException {
        SegmentLog log = open(SETTINGS);
        Records.round(log, 1, 2);
        MemoryStorage shorter = one.afterKill();
        Records.round(log, 3, 4);
        String name = SegmentName.inProgress(1).fileName();
        MemoryStorage damaged = two.afterKill();
        byte[] bytes = damaged.content(name);
        bytes[60] ^= 1;
        damaged.put(name, bytes);
        MemoryStorage damagedToo = damaged.afterKill();
        assertThatThrownBy(() -> Records.recoverAndCheck(List.of(shorter, damaged), 1))
                .isInstanceOf(JournalCorruptException.class);
        assertThat(Records.recoverAndCheck(List.of(one.afterKill(), damagedToo), 1))
                .isEqualTo(4);
    }

    @Test
    void aDamagedFinalSegmentIsReadFromTheOtherDirectory() throws IOException {
        SegmentLog log = open(SETTINGS);
        Records.round(log, 1, 20);
        log.close();
        String name = new SegmentName(1, 20).fileName();
        byte[] bytes = one.content(name);
        bytes[400] ^= 1;
        one.put(name, bytes);
        assertThat(Records.recoverAndCheck(List.of(one, two), 1)).isEqualTo(20);
        assertThatThrownBy(() -> Records.recoverAndCheck(List.of(one), 1)).isInstanceOf(JournalCorruptException.class);
    }

    @Test
    void anEndBeforeWhatWasSeenIsRefused() throws IOException {
        SegmentLog log = open(SETTINGS);
        Records.round(log, 1, 2);
        log.roll();
        log.close();
        one.delete(new SegmentName(1, 2).fileName());
        assertThatThrownBy(() -> Records.recoverAndCheck(List.of(one), 1)).hasMessageContaining("ends too early");
        assertThat(Records.recoverAndCheck(List.of(one), 3))
                .as("an image covers it")
                .isEqualTo(2);
    }

    @Test
    void purgeKeepsTheRetention() throws IOException {
        SegmentLog log = open(new JournalSettings(4096, 1 << 20, 5));
        for (long first = 1; first < 40; first += 10) {
            Records.round(log, first, first + 9);
            log.roll();
        }
        log.purgeBefore(31);
        assertThat(one.list())
                .containsExactly(
                        "edits_0000000000000000021-0000000000000000030",
                        "edits_0000000000000000031-0000000000000000040",
                        "edits_inprogress_0000000000000000041",
                        "seen_txid");
    }

    /** HDFS-1594: the disk is full; after there is room again, the NameNode starts and has lost nothing. */
    @Test
    void aFullDiskStopsTheJournalAndLosesNothing() throws IOException {
        SegmentLog log = open(SETTINGS);
        Records.round(log, 1, 3);
        MemoryStorage.Faults full = new MemoryStorage.Faults() {
            @Override
            public void before(String step, String file) {}

            @Override
            public int writable(String file, int length) {
                return Math.min(length, 7);
            }
        };
        one.setFaults(full);
        two.setFaults(full);
        assertThatThrownBy(() -> Records.round(log, 4, 200)).isInstanceOf(IOException.class);
        List<MemoryStorage> found = List.of(one.afterKill(), two.afterKill());
        assertThat(Records.recoverAndCheck(found, 1)).isEqualTo(3);
        SegmentLog again = new SegmentLog(found, SETTINGS);
        again.open(4);
        Records.round(again, 4, 5);
        assertThat(Records.recoverAndCheck(found, 1)).isEqualTo(5);
    }
}
