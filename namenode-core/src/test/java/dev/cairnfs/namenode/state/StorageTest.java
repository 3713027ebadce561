package dev.cairnfs.namenode.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.cairnfs.namenode.record.CallId;
import dev.cairnfs.namenode.record.DeleteRecord;
import dev.cairnfs.namenode.record.EditRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The parts below the tables. */
class StorageTest {
    @Test
    void blockListsGrowAndShrinkAsListsDo() {
        BlockLists lists = new BlockLists();
        Random random = new Random(3);
        int[] references = new int[20];
        List<List<Integer>> model = new ArrayList<>();
        for (int i = 0; i < references.length; i++) {
            references[i] = BlockLists.NONE;
            model.add(new ArrayList<>());
        }
        for (int step = 0; step < 60_000; step++) {
            int i = random.nextInt(references.length);
            List<Integer> expected = model.get(i);
            int action = random.nextInt(1000);
            if (action < 1) {
                lists.free(references[i]);
                references[i] = BlockLists.NONE;
                expected.clear();
            } else if (action < 400 && !expected.isEmpty()) {
                references[i] = lists.removeLast(references[i]);
                expected.remove(expected.size() - 1);
            } else {
                references[i] = lists.append(references[i], step);
                expected.add(step);
            }
            assertThat(lists.size(references[i])).isEqualTo(expected.size());
            if (step % 100 == 0) {
                for (int at = 0; at < expected.size(); at++) {
                    assertThat(lists.get(references[i], at)).isEqualTo(expected.get(at));
                }
            }
        }
    }

    @Test
    void freedCellsServeTheirClassAgain() {
        NameArena names = new NameArena();
        int first = names.add(NameKey.of(new byte[] {'a', 'b', 'c', 'd'}));
        names.free(first);
        assertThat(names.add(NameKey.of(new byte[] {'x'}))).isNotEqualTo(first);
        int again = names.add(NameKey.of(new byte[] {'w', 'x', 'y', 'z', '!'}));
        assertThat(again).isEqualTo(first);
        assertThat(names.get(again)).containsExactly('w', 'x', 'y', 'z', '!');
    }

    @Test
    void aSlotWithoutGenerationsLeftIsRetired() {
        SlotAllocator slots = new SlotAllocator(100, 32);
        long last = 0;
        for (int life = 0; life <= SlotAllocator.GENERATION_MAX; life++) {
            long id = slots.peek(0);
            assertThat(id).isGreaterThan(last).isEqualTo(((long) life << 32) + 100);
            assertThat(slots.slot(last)).isEqualTo(-1);
            slots.release(slots.take(id));
            last = id;
        }
        assertThat(slots.freeCount()).isZero();
        assertThat(slots.peek(0)).isEqualTo(101);
        assertThat(slots.canTake(last)).isFalse();
    }

    @Test
    void aFrozenColumnKeepsItsValues() {
        IntColumn column = new IntColumn();
        column.ensureCapacity(10);
        column.set(3, 30);
        IntColumn frozen = column.freeze();
        column.set(3, 31);
        column.ensureCapacity(100_000);
        column.set(3, 32);
        column.set(99_999, 1);
        IntColumn later = column.freeze();
        column.set(99_999, 2);
        assertThat(frozen.get(3)).isEqualTo(30);
        assertThat(later.get(3)).isEqualTo(32);
        assertThat(later.get(99_999)).isEqualTo(1);
        assertThat(column.get(99_999)).isEqualTo(2);
    }

    @Test
    void theRetryCacheIsBounded() {
        RetryCache cache = new RetryCache();
        for (int i = 0; i < RetryCache.CAPACITY; i++) {
            cache.add(0, i % 7, i, 1000, EditRecord.DELETE_FIELD_NUMBER, 0);
        }
        assertThat(cache.find(call(3, 3))).isNotNull();
        for (int i = 0; i < 10; i++) {
            cache.remember(EditRecord.newBuilder()
                    .setCall(call(9, i))
                    .setTimeMillis(1000)
                    .setDelete(DeleteRecord.getDefaultInstance())
                    .build());
        }
        assertThat(cache.size()).isEqualTo(RetryCache.CAPACITY);
        assertThat(cache.find(call(3, 3))).isNull();
        assertThat(cache.find(call(10 % 7, 10))).isNotNull();
        assertThat(cache.find(call(9, 9))).isNotNull();
    }

    private static CallId call(int client, int callId) {
        byte[] id = new byte[RetryCache.CLIENT_ID_BYTES];
        id[id.length - 1] = (byte) client;
        return CallId.newBuilder()
                .setClientId(ByteString.copyFrom(id))
                .setCallId(callId)
                .build();
    }
}
