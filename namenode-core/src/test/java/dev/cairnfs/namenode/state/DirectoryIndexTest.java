package dev.cairnfs.namenode.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index against a TreeMap, and its invariants. */
class DirectoryIndexTest {
    private static final Attributes ATTRIBUTES = new Attributes("o", "g", 0644, 1, 1, 0);

    private record Key(int parent, String name) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return Comparator.comparingInt(Key::parent).thenComparing(Key::name).compare(this, other);
        }
    }

    private final InodeStore inodes = new InodeStore();
    private final DirectoryIndex index = new DirectoryIndex(inodes);
    private final SortedMap<Key, Integer> model = new TreeMap<>();

    @BeforeEach
    void root() {
        inodes.add(Namespace.ROOT_ID, InodeStore.DIRECTORY, InodeStore.NO_PARENT, NameKey.EMPTY, ATTRIBUTES, 0);
    }

    private static NameKey key(String name) {
        return NameKey.of(Edits.bytes(name).toByteArray());
    }

    private void insert(int parent, String name) {
        int slot = inodes.add(inodes.slots().peek(0), InodeStore.FILE, parent, key(name), ATTRIBUTES, 0);
        index.insert(slot);
        model.put(new Key(parent, name), slot);
    }

    private void remove(Key key) {
        int slot = Objects.requireNonNull(model.remove(key));
        index.remove(slot);
        inodes.remove(slot);
    }

    private List<Integer> scan(int parent, String after) {
        List<Integer> slots = new ArrayList<>();
        index.scan(parent, key(after), slot -> slots.add(slot) && slots.size() < 50);
        return slots;
    }

    private void checkAll() {
        List<Integer> all = new ArrayList<>();
        index.scanAll(all::add);
        assertThat(all).containsExactlyElementsOf(model.values());
        checkPages(index.pages().root(), index.pages().height());
    }

    private int checkPages(int page, int level) {
        IndexPages pages = index.pages();
        int count = pages.count(page);
        if (level == 0) {
            assertThat(count).isLessThanOrEqualTo(IndexPages.LEAF_CAPACITY);
            return count == 0 ? -1 : pages.entry(page, 0);
        }
        assertThat(count).isBetween(1, IndexPages.INNER_CAPACITY);
        int first = -1;
        for (int i = 0; i < count; i++) {
            int smallest = checkPages(pages.child(page, i), level - 1);
            assertThat(smallest).isNotNegative();
            assertThat(pages.size(page, i)).isEqualTo(pages.total(pages.child(page, i), level - 1));
            if (i == 0) {
                first = smallest;
            } else {
                assertThat(pages.separatorSlot(page, i)).isEqualTo(smallest);
                assertThat(pages.separatorParent(page, i)).isEqualTo(inodes.parent(smallest));
                assertThat(pages.separatorPrefix(page, i))
                        .isEqualTo(inodes.names()
                                .key(inodes.nameReference(smallest))
                                .prefix());
            }
        }
        return first;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void behavesAsATreeMap(long seed) {
        Random random = new Random(seed);
        int parents = seed % 2 == 0 ? 3 : 400;
        // Grows, shrinks to nothing, and grows again.
        for (int phase = 0; phase < 4; phase++) {
            for (int i = 0; i < 6000; i++) {
                Key key = new Key(
                        random.nextInt(parents), "f" + random.nextInt(30_000) + (i % 3 == 0 ? "-long-name" : ""));
                boolean grow = random.nextInt(10) < (phase % 2 == 0 ? 8 : 1);
                if (grow && !model.containsKey(key)) {
                    insert(key.parent(), key.name());
                } else if (!grow) {
                    SortedMap<Key, Integer> tail = model.tailMap(key);
                    if (!tail.isEmpty()) {
                        remove(tail.firstKey());
                    }
                }
                if (i % 50 == 0) {
                    checkOne(key);
                }
            }
            checkAll();
        }
        while (!model.isEmpty()) {
            remove(model.firstKey());
        }
        checkAll();
        assertThat(index.pages().height()).isZero();
    }

    private void checkOne(Key key) {
        assertThat(index.find(key.parent(), key(key.name()))).isEqualTo(model.getOrDefault(key, -1));
        SortedMap<Key, Integer> after =
                model.subMap(new Key(key.parent(), key.name() + "\0"), new Key(key.parent() + 1, ""));
        assertThat(index.countAfter(key.parent(), key(key.name()))).isEqualTo(after.size());
        List<Integer> expected = after.values().stream().limit(50).toList();
        assertThat(scan(key.parent(), key.name())).isEqualTo(expected);
    }

    @Test
    void ascendingNamesFillPages() {
        for (int directory = 0; directory < 40; directory++) {
            for (int i = 0; i < 1000; i++) {
                insert(directory, String.format("part-%05d", i));
            }
        }
        checkAll();
        assertThat(index.pages().heapBytes() / (double) model.size()).isLessThan(5);
    }
}
