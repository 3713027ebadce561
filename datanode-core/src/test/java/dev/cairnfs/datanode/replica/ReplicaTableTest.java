package dev.cairnfs.datanode.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaState;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ReplicaTableTest {
    private final ReplicaTable table = new ReplicaTable();

    @Test
    void aWrittenReplicaBecomesFinalized() throws HdfsException {
        table.create(new Block(1, 1001, 128), ReplicaEvent.CREATE_RBW, 2);
        assertThat(table.get(1)).isEqualTo(new Replica(new Block(1, 1001, 0), ReplicaState.RBW, 2));
        table.apply(new Block(1, 1001, 77), ReplicaEvent.FINALIZE);
        assertThat(table.get(1)).isEqualTo(new Replica(new Block(1, 1001, 77), ReplicaState.FINALIZED, 2));
    }

    @Test
    void aBrokenConnectionKeepsWhatAClientWroteAndDropsACopy() throws HdfsException {
        table.create(new Block(1, 1001, 0), ReplicaEvent.CREATE_RBW, 0);
        table.create(new Block(2, 1001, 0), ReplicaEvent.CREATE_TEMPORARY, 0);
        table.apply(new Block(1, 1001, 5), ReplicaEvent.DISCONNECT);
        table.apply(new Block(2, 1001, 5), ReplicaEvent.DISCONNECT);
        assertThat(table.get(1)).isEqualTo(new Replica(new Block(1, 1001, 5), ReplicaState.RBW, 0));
        assertThat(table.get(2)).isNull();
    }

    @Test
    void refusesASecondReplicaAndAWrongStamp() throws HdfsException {
        table.create(new Block(1, 1001, 0), ReplicaEvent.CREATE_RBW, 0);
        for (ReplicaEvent create : new ReplicaEvent[] {ReplicaEvent.CREATE_RBW, ReplicaEvent.CREATE_TEMPORARY}) {
            assertThatThrownBy(() -> table.create(new Block(1, 1002, 0), create, 0))
                    .isInstanceOf(HdfsException.class)
                    .hasMessageContaining("blk_1_1002");
        }
        assertThatThrownBy(() -> table.apply(new Block(1, 1002, 0), ReplicaEvent.INVALIDATE))
                .isInstanceOfSatisfying(
                        HdfsException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REPLICA_NOT_FOUND));
        assertThatThrownBy(() -> table.apply(new Block(9, 1, 0), ReplicaEvent.FINALIZE))
                .isInstanceOf(HdfsException.class);
    }

    @Test
    void behavesAsAMapUnderRandomOperations() throws HdfsException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Long, Long> model = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            long id = random.nextInt(3000) * (random.nextBoolean() ? 1L : 1L << 40);
            if (random.nextInt(3) > 0) {
                table.restore(new Replica(new Block(id, 1, i), ReplicaState.FINALIZED, 0));
                model.put(id, (long) i);
            } else if (model.remove(id) != null) {
                table.apply(new Block(id, 1, 0), ReplicaEvent.INVALIDATE);
            }
        }
        assertThat(table.size()).as("seed " + seed).isEqualTo(model.size());
        Map<Long, Long> seen = new HashMap<>();
        table.forEach(replica -> seen.put(replica.blockId(), replica.block().numBytes()));
        assertThat(seen).as("seed " + seed).isEqualTo(model);
    }

    @Test
    void forgetsAFailedVolume() {
        for (int i = 0; i < 5000; i++) {
            table.restore(new Replica(new Block(i, 1, i), ReplicaState.FINALIZED, i % 3));
        }
        table.removeVolume(1);
        assertThat(table.size()).isEqualTo(5000 - 1667);
        assertThat(table.get(1)).isNull();
        assertThat(table.get(2)).isNotNull();
    }
}
