package dev.cairnfs.namenode.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.model.FileStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** setPermission, setOwner, setTimes, setReplication and the access time. */
class AttributesTest {
    private final Core core = new Core();

    @BeforeEach
    void make() throws Exception {
        core.mkdir(Core.HDFS, "/d", 0777);
        core.file(Core.ALICE, "/d/f", 10);
    }

    private FileStatus file() throws Exception {
        return core.status("/d/f").orElseThrow();
    }

    @Test
    void theOwnerSetsTheMode() throws Exception {
        core.run(Core.ALICE, new SetPermission(Core.path("/d/f"), 01640));
        assertThat(file().permission()).isEqualTo(01640);
        core.refused(
                Core.BOB,
                new SetPermission(Core.path("/d/f"), 0777),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied. user=bob is not the owner of inode=/d/f");
        core.refused(
                Core.BOB,
                new SetPermission(Core.path("/d/no"), 0777),
                ErrorCode.FILE_NOT_FOUND,
                "Directory/File does not exist /d/no");
        core.refused(
                Core.ALICE,
                new SetPermission(Core.path("/d/f"), 02777),
                ErrorCode.ILLEGAL_ARGUMENT,
                "Invalid permission");
        core.refused(
                Core.HDFS,
                new SetPermission(Core.path("/.reserved"), 0777),
                ErrorCode.INVALID_PATH,
                "Invalid path name /.reserved");
    }

    @Test
    void onlySuperusersGiveAway() throws Exception {
        core.refused(
                Core.ALICE,
                new SetOwner(Core.path("/d/f"), "bob", null),
                ErrorCode.ACCESS_CONTROL,
                "User alice is not a super user (non-super user cannot change owner).");
        core.refused(
                Core.ALICE,
                new SetOwner(Core.path("/d/f"), null, "others"),
                ErrorCode.ACCESS_CONTROL,
                "User alice does not belong to others");
        core.refused(
                Core.BOB,
                new SetOwner(Core.path("/d/f"), null, "staff"),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied. user=bob is not the owner");
        core.refused(
                Core.HDFS,
                new SetOwner(Core.path("/d/f"), null, ""),
                ErrorCode.ILLEGAL_ARGUMENT,
                "Both owner and group");
        core.refused(
                Core.HDFS,
                new SetOwner(Core.path("/d/no"), "x", ""),
                ErrorCode.FILE_NOT_FOUND,
                "Directory/File does not exist /d/no");
        core.run(Core.ALICE, new SetOwner(Core.path("/d/f"), "alice", "staff"));
        core.run(Core.HDFS, new SetOwner(Core.path("/d/f"), "bob", null));
        assertThat(file().owner()).isEqualTo("bob");
        assertThat(file().group()).isEqualTo("staff");
    }

    @Test
    void timesNeedWriteAccess() throws Exception {
        core.run(Core.ALICE, new SetTimes(Core.path("/d/f"), 5, -1));
        assertThat(file().modificationTimeMillis()).isEqualTo(5);
        core.run(Core.ALICE, new SetTimes(Core.path("/d/f"), -1, 7));
        assertThat(file().modificationTimeMillis()).isEqualTo(5);
        assertThat(file().accessTimeMillis()).isEqualTo(7);
        assertThat(core.plan(Core.ALICE, new SetTimes(Core.path("/d/f"), -1, -1))
                        .records())
                .isEmpty();
        assertThat(core.plan(Core.ALICE, new SetTimes(Core.path("/d"), -1, 9)).records())
                .isEmpty();
        core.refused(
                Core.BOB,
                new SetTimes(Core.path("/d/f"), 5, 5),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied: user=bob, access=WRITE, inode=\"/d/f\"");
        core.refused(
                Core.BOB,
                new SetTimes(Core.path("/d/no"), 5, 5),
                ErrorCode.FILE_NOT_FOUND,
                "File/Directory /d/no does not exist.");
        core.refused(Core.HDFS, new SetTimes(Core.path("/d/f"), -2, 5), ErrorCode.ILLEGAL_ARGUMENT, "Invalid time");
    }

    @Test
    void replication() throws Exception {
        assertThat(core.run(Core.ALICE, new SetReplication(Core.path("/d/f"), 2)))
                .isTrue();
        assertThat(file().replication()).isEqualTo(2);
        assertThat(core.plan(Core.ALICE, new SetReplication(Core.path("/d/f"), 2))
                        .records())
                .as("as it is")
                .isEmpty();
        assertThat(core.run(Core.ALICE, new SetReplication(Core.path("/d"), 2))).isFalse();
        assertThat(core.run(Core.ALICE, new SetReplication(Core.path("/d/no"), 2)))
                .isFalse();
        core.refused(
                Core.ALICE,
                new SetReplication(Core.path("/d/f"), 0),
                ErrorCode.IO,
                "Requested replication factor of 0 is less than the required minimum of 1 for /d/f");
        core.refused(
                Core.BOB,
                new SetReplication(Core.path("/d/f"), 2),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied: user=bob");
    }

    @Test
    void theAccessTimeMovesOnceAnHour() throws Exception {
        SetAccessTime read = new SetAccessTime(Core.path("/d/f"));
        core.wallMillis += 3_600_000;
        assertThat(core.run(Core.BOB, read)).isFalse();
        core.wallMillis++;
        assertThat(core.run(Core.BOB, read)).isTrue();
        assertThat(file().accessTimeMillis()).isEqualTo(core.wallMillis);
        assertThat(core.run(Core.BOB, read)).isFalse();
        core.wallMillis += 4_000_000;
        core.blocks.safeModeOn = true;
        assertThat(core.run(Core.BOB, read)).isFalse();
        assertThat(core.run(Core.BOB, new SetAccessTime(Core.path("/d/no")))).isFalse();
    }

    @Test
    void aReadSaysWhetherTheAccessTimeIsDue() throws Exception {
        OpenForRead read = new OpenForRead(Core.path("/d/f"), 0, 1);
        core.wallMillis += 3_600_000;
        assertThat(core.read(Core.BOB, read).accessTimeDue()).isFalse();
        core.wallMillis++;
        assertThat(core.read(Core.BOB, read).accessTimeDue()).isTrue();
        core.blocks.safeModeOn = true;
        assertThat(core.read(Core.BOB, read).accessTimeDue()).isFalse();
    }

    @Test
    void safeModeRefusesEachOfThem() {
        core.blocks.safeModeOn = true;
        core.refused(
                Core.EVE,
                new SetPermission(Core.path("/x"), 0),
                ErrorCode.SAFE_MODE,
                "Cannot set permission for /x. Name");
        core.refused(
                Core.EVE,
                new SetOwner(Core.path("/x"), "a", "b"),
                ErrorCode.SAFE_MODE,
                "Cannot set owner for /x. Name");
        core.refused(Core.EVE, new SetTimes(Core.path("/x"), 1, 1), ErrorCode.SAFE_MODE, "Cannot set times /x. Name");
        core.refused(
                Core.EVE,
                new SetReplication(Core.path("/x"), 1),
                ErrorCode.SAFE_MODE,
                "Cannot set replication for /x. Name");
        core.refused(
                Core.EVE,
                new Mkdirs(Core.path("/x"), 0755, true),
                ErrorCode.SAFE_MODE,
                "Cannot create directory /x. Name");
    }
}
