package dev.cairnfs.namenode.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What holds in every state, checked by walking all of it. */
public final class StateInvariants {
    private StateInvariants() {}

    public static void check(Namespace namespace) {
        entriesAreTheInodes(namespace);
        filesAndBlocksKnowEachOther(namespace);
        leasesAreTheOpenFiles(namespace);
        freeSlotsAreFree(namespace);
    }

    private static void entriesAreTheInodes(Namespace namespace) {
        InodeStore inodes = namespace.inodeStore();
        NavigableSet<Integer> expected = new TreeSet<>();
        SortedMap<Integer, Integer> children = new TreeMap<>();
        int tops = 0;
        long used = 0;
        long directories = 0;
        for (int slot = 0; slot < inodes.slots().limit(); slot++) {
            if (!inodes.isUsed(slot)) {
                continue;
            }
            used++;
            directories += inodes.isDirectory(slot) ? 1 : 0;
            if (inodes.parent(slot) >= 0) {
                expected.add(slot);
                children.merge(inodes.parent(slot), 1, Integer::sum);
            } else if (slot != InodeStore.ROOT_SLOT) {
                tops++;
            }
        }
        NavigableSet<Integer> entries = new TreeSet<>();
        namespace.index().scanAll(entries::add);
        assertThat(entries).isEqualTo(expected);
        for (int slot = 0; slot < inodes.slots().limit(); slot++) {
            if (inodes.isUsed(slot) && inodes.isDirectory(slot)) {
                assertThat(inodes.content(slot)).isEqualTo(children.getOrDefault(slot, 0));
            } else {
                assertThat(children).doesNotContainKey(slot);
            }
        }
        assertThat(inodes.count()).isEqualTo(used);
        assertThat(inodes.directoryCount()).isEqualTo(directories);
        int onStack = 0;
        for (int top = namespace.reclaimStack().head();
                top >= 0;
                top = namespace.reclaimStack().next(top)) {
            onStack++;
        }
        assertThat(onStack).isEqualTo(tops);
    }

    private static void filesAndBlocksKnowEachOther(Namespace namespace) {
        InodeStore inodes = namespace.inodeStore();
        BlockTable blocks = namespace.blocks();
        long seen = 0;
        for (int slot = 0; slot < inodes.slots().limit(); slot++) {
            if (!inodes.isUsed(slot) || inodes.isDirectory(slot)) {
                continue;
            }
            int size = namespace.blockLists().size(inodes.content(slot));
            for (int i = 0; i < size; i++) {
                int block = namespace.blockLists().get(inodes.content(slot), i);
                assertThat(blocks.file(block)).isEqualTo(inodes.id(slot));
                // The blocks that an open file was appended to are complete; only its last one is under construction.
                boolean complete = blocks.state(block) == BlockState.COMPLETE;
                assertThat(complete || inodes.isUnderConstruction(slot)).isTrue();
                assertThat(!blocks.state(block).isUnfinished() || i == size - 1).isTrue();
                assertThat(blocks.generationStamp(block)).isLessThan(namespace.nextGenerationStamp());
                seen++;
            }
            long copied = namespace.leases().copiedBlock(inodes.id(slot));
            if (copied != 0) {
                // It is in no list, and complete; its copy is the last block.
                int block = blocks.slot(copied);
                assertThat(blocks.file(block)).isEqualTo(inodes.id(slot));
                assertThat(blocks.state(block)).isEqualTo(BlockState.COMPLETE);
                seen++;
            }
        }
        assertThat(blocks.count()).isEqualTo(seen);
        long[] used = {0};
        blocks.forEachSlot(0, blocks.slotLimit(), block -> ++used[0] > 0);
        assertThat(used[0]).isEqualTo(seen);
    }

    private static void leasesAreTheOpenFiles(Namespace namespace) {
        InodeStore inodes = namespace.inodeStore();
        NavigableSet<Long> open = new TreeSet<>();
        for (int slot = 0; slot < inodes.slots().limit(); slot++) {
            if (inodes.isUsed(slot) && !inodes.isDirectory(slot) && inodes.isUnderConstruction(slot)) {
                open.add(inodes.id(slot));
            }
        }
        NavigableSet<Long> leased = new TreeSet<>();
        namespace
                .leases()
                .holders()
                .keySet()
                .forEach(holder -> leased.addAll(namespace.leases().files(holder)));
        assertThat(leased).isEqualTo(open);
        assertThat(namespace.leases().openFileCount()).isEqualTo(open.size());
    }

    private static void freeSlotsAreFree(Namespace namespace) {
        SlotAllocator slots = namespace.inodeStore().slots();
        NavigableSet<Integer> free = new TreeSet<>();
        for (int i = 0; i < slots.freeCount(); i++) {
            assertThat(free.add(slots.freeSlot(i))).isTrue();
            assertThat(namespace.inodeStore().isUsed(slots.freeSlot(i))).isFalse();
        }
        assertThat(free.size() + namespace.inodeStore().count()).isEqualTo(slots.limit());
    }
}
