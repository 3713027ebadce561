package dev.cairnfs.datanode.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.datanode.replica.Replica;
import dev.cairnfs.datanode.replica.ReplicaEvent;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.ReplicaState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of replicas that somebody else deleted or cut off. */
final class LostReplicasTest {
    @TempDir
    Path dir;

    private StoreFixture fixture;
    private Block block;

    @BeforeEach
    void start() throws Exception {
        fixture = new StoreFixture(dir);
        block = fixture.put(1, 1300);
        assertThat(fixture.nextChange().kind()).isEqualTo(ReplicaChange.Kind.RECEIVED);
    }

    @AfterEach
    void stop() throws IOException {
        fixture.close();
    }

    private Path file(String name) {
        return dir.resolve(Path.of("current", StoreFixture.POOL, "current/finalized/subdir0/subdir0", name));
    }

    private void readingIsRefused(ErrorCode code) {
        assertThatThrownBy(() -> fixture.read(1, 0, 10))
                .isInstanceOfSatisfying(
                        HdfsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void isDroppedAndTold() throws InterruptedException {
        ReplicaChange change = fixture.nextChange();
        assertThat(change)
                .isEqualTo(new ReplicaChange(
                        fixture.store.storages().get(0).storageId(), block, ReplicaChange.Kind.DELETED));
        assertThat(fixture.store.lookUp(1)).isNull();
        assertThat(fixture.store.fullReports().values()).allMatch(List::isEmpty);
        assertThat(fixture.store.storages().get(0).dfsUsedBytes()).isZero();
    }

    @Test
    void aReaderFindsThatTheDataIsGoneAndTheBlockCanComeAgain() throws Exception {
        Files.delete(file("blk_1"));
        readingIsRefused(ErrorCode.REPLICA_NOT_FOUND);
        isDroppedAndTold();
        assertThat(file("blk_1_1001.meta")).doesNotExist();
        fixture.put(1, 1300);
        assertThat(fixture.nextChange().kind()).isEqualTo(ReplicaChange.Kind.RECEIVED);
        assertThat(fixture.read(1, 0, 1300)).isEqualTo(StoreFixture.content(1, 1300));
    }

    @Test
    void withoutChecksumsAReplicaIsLostButItsDataStays() throws Exception {
        Files.delete(file("blk_1_1001.meta"));
        readingIsRefused(ErrorCode.REPLICA_NOT_FOUND);
        isDroppedAndTold();
        assertThat(file("blk_1")).hasBinaryContent(StoreFixture.content(1, 1300));
    }

    @Test
    void aFileThatIsTooShortIsCorrupt() throws Exception {
        cut(file("blk_1"), 1299);
        readingIsRefused(ErrorCode.CHECKSUM);
        assertThat(fixture.corrupt.poll()).isEqualTo(block);
        assertThat(fixture.store.lookUp(1)).isNotNull();

        Block second = fixture.put(2, 1300);
        cut(file("blk_2_1001.meta"), 18);
        assertThatThrownBy(() -> fixture.read(2, 0, 10)).isInstanceOf(HdfsException.class);
        assertThat(fixture.corrupt.poll()).isEqualTo(second);
        cut(file("blk_2_1001.meta"), 3);
        assertThatThrownBy(() -> fixture.read(2, 0, 10)).isInstanceOf(HdfsException.class);
        assertThat(fixture.corrupt.poll()).isEqualTo(second);
    }

    private static void cut(Path file, int length) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, length), StandardOpenOption.TRUNCATE_EXISTING);
    }

    @Test
    void aScanFindsWhatNobodyReads() throws Exception {
        fixture.put(2, 100);
        fixture.nextChange();
        ReplicaWriter open = fixture.begin(3, ReplicaEvent.CREATE_RBW);
        Files.delete(file("blk_1"));
        fixture.store.lookForLostReplicas();
        ReplicaChange change = fixture.nextChange();
        assertThat(change.kind()).isEqualTo(ReplicaChange.Kind.DELETED);
        assertThat(change.block()).isEqualTo(block);
        // One scan after the other: the last has seen all there is.
        Files.delete(file("blk_2"));
        Files.delete(file("blk_2_1001.meta"));
        Files.delete(file(""));
        while (fixture.store.lookUp(2) != null) {
            fixture.store.lookForLostReplicas();
            Thread.onSpinWait();
        }
        assertThat(fixture.nextChange().block().blockId()).isEqualTo(2);
        assertThat(fixture.store.lookUp(3)).isNotNull();
        open.abandon();
    }

    @Test
    void whatIsBeingDeletedOrHasComeBackIsNotLost() throws Exception {
        ReplicaMap map = new ReplicaMap();
        fixture.store.invalidate(List.of(block));
        readingIsRefused(ErrorCode.REPLICA_NOT_FOUND);
        assertThat(fixture.nextChange().kind()).isEqualTo(ReplicaChange.Kind.DELETED);
        assertThat(fixture.changes).isEmpty();

        Replica suspect = new Replica(block, ReplicaState.FINALIZED, 0);
        map.restore(suspect, 0);
        assertThat(map.beginCheck(suspect)).isTrue();
        assertThat(map.beginCheck(suspect)).isFalse();
        map.invalidate(List.of(block));
        map.deleted(1);
        assertThatThrownBy(() -> map.create(StoreFixture.block(1, 1001, 0), ReplicaEvent.CREATE_RBW, 0))
                .isInstanceOf(HdfsException.class);
        assertThat(map.drop(suspect)).isFalse();
        map.endCheck(suspect);
        map.create(StoreFixture.block(1, 1001, 0), ReplicaEvent.CREATE_RBW, 0);
        assertThat(map.beginCheck(suspect)).isFalse();
    }
}
