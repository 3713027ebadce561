package dev.cairnfs.namenode.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.shared.model.Block;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class InvalidateSetTest {
    @Test
    void itHoldsWhatAMapHolds() {
        long seed = 20241;
        Random random = new Random(seed);
        InvalidateSet set = new InvalidateSet();
        Map<Long, Long> model = new LinkedHashMap<>();
        for (int step = 0; step < 200_000; step++) {
            long id = 1L + random.nextInt(random.nextInt(10) == 0 ? 100_000 : 300);
            switch (random.nextInt(step % 20_000 < 10_000 ? 4 : 3)) {
                case 0 ->
                    assertThat(set.remove(id)).as("seed %d step %d", seed, step).isEqualTo(model.remove(id) != null);
                case 1 -> {
                    for (Block block : set.poll(random.nextInt(5), any -> true)) {
                        long oldest = model.keySet().iterator().next();
                        assertThat(block.blockId()).isEqualTo(oldest);
                        assertThat(model.remove(oldest)).isEqualTo(block.generationStamp());
                    }
                }
                default -> {
                    set.add(id, step);
                    model.put(id, (long) step);
                }
            }
            assertThat(set.size()).isEqualTo(model.size());
            assertThat(set.contains(id)).isEqualTo(model.containsKey(id));
        }
        List<Block> rest = set.poll(Integer.MAX_VALUE, any -> true);
        assertThat(rest).hasSize(model.size());
        assertThat(rest).extracting(Block::blockId).containsExactlyElementsOf(model.keySet());
    }

    @Test
    void theOldestOrderLeavesFirst() {
        InvalidateSet set = new InvalidateSet();
        for (long id = 100; id > 0; id--) {
            set.add(id, 1);
        }
        set.remove(99);
        assertThat(set.poll(3, block -> block.blockId() != 98))
                .extracting(Block::blockId)
                .containsExactly(100L, 97L, 96L);
        assertThat(set.size()).isEqualTo(95);
    }
}
