package dev.cairnfs.namenode.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A directory with a million entries, which came in an order without pattern. */
class LargeDirectoryTest {
    private static final int CHILDREN = 1_000_000;
    private static final Attributes ATTRIBUTES = new Attributes("o", "g", 0755, 0, 0, 0);

    private final Namespace namespace = new Namespace("hdfs", "supergroup", new RecordingBlockEvents());
    private final InodeTable inodes = namespace.inodes();
    private final Edits edits = new Edits(namespace);
    private final long directory = edits.mkdir(Namespace.ROOT_ID, "large");

    private static String name(int number) {
        return "f" + (1_000_000 + number);
    }

    private static byte[] bytes(String name) {
        return Edits.bytes(name).toByteArray();
    }

    /** As records would, but without a million records. */
    private void fill() {
        InodeStore store = namespace.inodeStore();
        int parent = store.slot(directory);
        for (int i = 0; i < CHILDREN; i++) {
            NameKey name = NameKey.of(bytes(name((int) ((i * 387_420_489L + 12_345) % CHILDREN))));
            namespace
                    .index()
                    .insert(store.add(store.slots().peek(0), InodeStore.DIRECTORY, parent, name, ATTRIBUTES, 0));
        }
        store.setContent(parent, CHILDREN);
    }

    @Test
    void aMillionChildrenComeListAndGo() {
        fill();
        assertThat(namespace.index().pages().heapBytes() / (double) CHILDREN).isLessThan(8);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 1000; i++) {
            int from = random.nextInt(CHILDREN);
            assertThat(page(name(from), 3)).isEqualTo(names(from + 1, Math.min(CHILDREN, from + 4)));
            assertThat(inodes.childrenAfter(directory, bytes(name(from)), Integer.MAX_VALUE))
                    .isEqualTo(CHILDREN - 1 - from);
        }
        for (int i = 0; i < 1000; i++) {
            edits.delete(inodes.child(directory, bytes(name(i * 2))));
        }
        assertThat(page("", 1000))
                .hasSize(1000)
                .contains("f1000001", "f1001999")
                .doesNotContain("f1000002");
        assertThat(inodes.childCount(directory)).isEqualTo(CHILDREN - 1000);
        edits.delete(directory);
        while (namespace.hasReclaimable()) {
            edits.reclaim(10_000);
        }
        assertThat(inodes.count()).isEqualTo(1);
        assertThat(namespace.index().pages().height()).isZero();
    }

    private static List<String> names(int from, int to) {
        List<String> names = new ArrayList<>();
        for (int i = from; i < to; i++) {
            names.add(name(i));
        }
        return names;
    }

    private List<String> page(String after, int max) {
        List<String> names = new ArrayList<>();
        inodes.forEachChild(directory, bytes(after), id -> {
            names.add(inodes.name(id));
            return names.size() < max;
        });
        return names;
    }
}
