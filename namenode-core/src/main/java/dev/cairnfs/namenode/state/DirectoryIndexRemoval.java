package dev.cairnfs.namenode.state;

/**
 * The removing half of {@link DirectoryIndex}: keeps separators exact and merges pages that have become small. There is no
 * borrowing from a neighbour: a small page beside a full one stays small until one of the two shrinks.
 */
final class DirectoryIndexRemoval {
    private final DirectoryIndex index;
    private final IndexPages pages;

    DirectoryIndexRemoval(DirectoryIndex index, IndexPages pages) {
        this.index = index;
        this.pages = pages;
    }

    void remove(int parent, NameKey name, int slot) {
        remove(pages.root(), pages.height(), parent, name, slot);
        while (pages.height() > 0 && pages.count(pages.root()) == 1) {
            int emptied = pages.root();
            pages.setRoot(pages.child(emptied, 0), pages.height() - 1);
            pages.free(emptied);
        }
    }

    private void remove(int page, int level, int parent, NameKey name, int slot) {
        if (level == 0) {
            int position = index.lowerBound(page, parent, name);
            if (position >= pages.count(page) || pages.entry(page, position) != slot) {
                throw new IllegalStateException("the directory index has no entry for slot " + slot);
            }
            pages.removeEntry(page, position);
            return;
        }
        int i = index.childIndex(page, parent, name);
        int child = pages.child(page, i);
        remove(child, level - 1, parent, name, slot);
        pages.setSize(page, i, pages.size(page, i) - 1);
        int left = pages.count(child);
        if (left == 0) {
            pages.removeChild(page, i);
            pages.free(child);
            return;
        }
        if (i > 0 && pages.separatorSlot(page, i) == slot) {
            index.setSeparator(page, i, index.smallest(child, level - 1));
        }
        int capacity = level == 1 ? IndexPages.LEAF_CAPACITY : IndexPages.INNER_CAPACITY;
        if (left < capacity / 3 && !merge(page, i - 1, level - 1, capacity)) {
            merge(page, i, level - 1, capacity);
        }
    }

    /** Moves the content of child page {@code i + 1} into child page {@code i}, if there are both and it fits well. */
    private boolean merge(int page, int i, int level, int capacity) {
        if (i < 0 || i + 1 >= pages.count(page)) {
            return false;
        }
        int left = pages.child(page, i);
        int right = pages.child(page, i + 1);
        // Some room must remain, or the next insert would split the page again.
        if (pages.count(left) + pages.count(right) > capacity - capacity / 8) {
            return false;
        }
        if (level == 0) {
            pages.appendEntries(left, right);
        } else {
            int seam = pages.count(left);
            pages.appendChildren(left, right);
            index.setSeparator(left, seam, index.smallest(pages.child(left, seam), level - 1));
        }
        pages.setSize(page, i, pages.size(page, i) + pages.size(page, i + 1));
        pages.removeChild(page, i + 1);
        pages.free(right);
        return true;
    }
}
