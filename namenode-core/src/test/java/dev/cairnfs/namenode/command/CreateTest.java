package dev.cairnfs.namenode.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cairnfs.namenode.record.EditRecord.OpCase;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.FileType;
import org.junit.jupiter.api.Test;

class CreateTest {
    private final Core core = new Core();

    private static Create create(String path, String client, boolean overwrite) {
        return Core.creating(path, client, overwrite);
    }

    private static Create sized(int replication, long blockSize) {
        return new Create(Core.path("/x"), 0644, "client", "m", false, true, replication, blockSize);
    }

    @Test
    void opensAFileUnderALease() throws Exception {
        core.monotonicMillis = 5000;
        FileStatus status = core.create(Core.HDFS, "/d/e/f");

        assertThat(status.type()).isEqualTo(FileType.FILE);
        assertThat(status.replication()).isEqualTo(3);
        assertThat(status.permission()).isEqualTo(0644);
        assertThat(core.namespace.leases().holder(status.fileId())).isEqualTo("client");
        assertThat(core.namespace.leases().clientMachine(status.fileId())).isEqualTo("10.0.0.99");
        assertThat(core.leaseClock.ageMillis("client", 5000)).isZero();
        // Parents take the mode of what they stand in, and let the owner write.
        assertThat(core.status("/d/e").orElseThrow().permission()).isEqualTo(0755);
        assertThat(core.journal).hasSize(3);
    }

    @Test
    void parentsOfACreateInheritTheMode() throws Exception {
        core.mkdir(Core.HDFS, "/p", 01557);
        core.create(Core.HDFS, "/p/q/f");
        assertThat(core.status("/p/q").orElseThrow().permission()).isEqualTo(0757);
    }

    @Test
    void zeroMeansTheServersDefaults() throws Exception {
        FileStatus status = core.run(Core.HDFS, sized(0, 0));
        assertThat(status.replication()).isEqualTo(3);
        assertThat(status.blockSizeBytes()).isEqualTo(128L << 20);
    }

    @Test
    void overwriteDeletesTheOldFile() throws Exception {
        long old = core.file(Core.HDFS, "/f", 10);
        FileStatus made = core.run(Core.HDFS, create("/f", "other", true));

        assertThat(core.journal.get(core.journal.size() - 2).getOpCase()).isEqualTo(OpCase.DELETE);
        assertThat(made.fileId()).isNotEqualTo(old);
        assertThat(core.namespace.inodes().exists(old)).isFalse();
        assertThat(core.namespace.blocks().count()).isZero();
    }

    @Test
    void overwriteTakesAnOpenFileAwayFromItsWriter() throws Exception {
        long old = core.create(Core.HDFS, "/f").fileId();
        core.run(Core.HDFS, create("/f", "other", true));
        core.refused(
                Core.HDFS,
                new Complete(Core.path("/f"), old, "client", null),
                ErrorCode.FILE_NOT_FOUND,
                "File does not exist: /f (inode");
        assertThat(core.namespace.leases().holders()).containsOnlyKeys("other");
    }

    @Test
    void checksWhatIsAsked() {
        core.refused(
                Core.HDFS,
                sized(513, 0),
                ErrorCode.IO,
                "Requested replication factor of 513 exceeds maximum of 512 for /x");
        core.refused(
                Core.HDFS,
                sized(-1, 0),
                ErrorCode.IO,
                "Requested replication factor of -1 is less than the required minimum of 1 for /x");
        core.refused(
                Core.HDFS,
                sized(1, 4096),
                ErrorCode.IO,
                "Specified block size is less than configured minimum value"
                        + " (dfs.namenode.fs-limits.min-block-size): 4096 < 1048576");
        core.refused(Core.HDFS, create("/x", "", false), ErrorCode.ILLEGAL_ARGUMENT, "A client name");
        core.refused(
                Core.HDFS,
                create("/x", ReleaseExpiredLeases.RECOVERY_HOLDER, false),
                ErrorCode.ILLEGAL_ARGUMENT,
                "The client name HDFS_NameNode");
    }

    @Test
    void refusesByWhatIsThere() throws Exception {
        core.mkdir(Core.HDFS, "/d", 0755);
        core.file(Core.HDFS, "/f", 0);
        core.refused(
                Core.HDFS, create("/d", "c", true), ErrorCode.FILE_ALREADY_EXISTS, "/d already exists as a directory");
        core.refused(
                Core.HDFS, create("/", "c", true), ErrorCode.FILE_ALREADY_EXISTS, "/ already exists as a directory");
        core.refused(
                Core.HDFS,
                create("/f", "c", false),
                ErrorCode.FILE_ALREADY_EXISTS,
                "/f for client 10.0.0.99 already exists");
        core.refused(Core.HDFS, create("/f/g", "c", false), ErrorCode.PARENT_NOT_DIRECTORY, "/f (is not a directory)");
        core.refused(
                Core.HDFS,
                new Create(Core.path("/no/f"), 0644, "c", "m", false, false, 0, 0),
                ErrorCode.FILE_NOT_FOUND,
                "Parent directory doesn't exist: /no");
    }

    @Test
    void safeModeRefusesBeforeItLooks() throws Exception {
        core.mkdir(Core.HDFS, "/d", 0755);
        core.blocks.safeModeOn = true;
        core.refused(
                Core.EVE,
                create("/d", "c", false),
                ErrorCode.SAFE_MODE,
                "Cannot create file/d. Name node is in safe mode.\nThe reported blocks 0 need more.");
    }

    @Test
    void permissions() throws Exception {
        core.mkdir(Core.HDFS, "/d", 0777);
        core.create(Core.ALICE, "/d/f");
        core.refused(
                Core.BOB,
                create("/d/f", "c", true),
                ErrorCode.ACCESS_CONTROL,
                "Permission denied: user=bob, access=WRITE, inode=\"/d/f\":alice:supergroup:-rw-r--r--");
        core.refused(Core.BOB, create("/f", "c", true), ErrorCode.ACCESS_CONTROL, "Permission denied: user=bob");
    }

    @Test
    void anOpenFileIsRefusedWithinTheSoftLimit() throws Exception {
        core.create(Core.HDFS, "/f");
        core.monotonicMillis += 60_000;
        core.refused(
                Core.HDFS,
                create("/f", "client", false),
                ErrorCode.ALREADY_BEING_CREATED,
                "Failed to CREATE_FILE /f for client on 10.0.0.99 because client is already the current lease holder.");
        core.refused(
                Core.HDFS,
                create("/f", "other", false),
                ErrorCode.ALREADY_BEING_CREATED,
                "Failed to CREATE_FILE /f for other on 10.0.0.99 because this file lease is currently owned by client"
                        + " on 10.0.0.99");
    }

    @Test
    void aSilentWritersFileIsClosedAndThenRefused() throws Exception {
        long file = core.create(Core.HDFS, "/f").fileId();
        core.monotonicMillis += 60_001;
        Plan<FileStatus> plan = core.plan(Core.HDFS, create("/f", "other", false));
        assertThat(plan.records()).extracting(r -> r.getOpCase()).containsExactly(OpCase.CLOSE_FILE);
        assertThrows(HdfsException.class, () -> core.run(Core.HDFS, create("/f", "other", false)));
        assertThat(core.namespace.inodes().isUnderConstruction(file)).isFalse();
    }

    @Test
    void aRepeatedCallGetsTheSameAnswer() throws Exception {
        Caller first = Core.call(Core.HDFS, 1);
        FileStatus made = core.run(first, create("/a/f", "client", true));
        assertThat(core.journal.get(0).hasCall()).as("the first record of two").isFalse();
        ExtendedBlock block = core.addBlock(made.fileId(), null).block();
        FileStatus again = core.run(first, create("/a/f", "client", true));
        assertThat(again.fileId()).isEqualTo(made.fileId());
        assertThat(core.namespace.inodes().block(made.fileId(), 0))
                .isEqualTo(block.block().blockId());

        core.run(Core.HDFS, new Delete(Core.path("/a/f"), false));
        FileStatus gone = core.run(first, create("/a/f", "client", true));
        assertThat(gone.fileId()).isEqualTo(made.fileId());
        assertThat(core.exists("/a/f")).isFalse();
        // Even safe mode does not come before what was done.
        core.blocks.safeModeOn = true;
        assertThat(core.run(first, create("/a/f", "client", true)).fileId()).isEqualTo(made.fileId());
    }
}
