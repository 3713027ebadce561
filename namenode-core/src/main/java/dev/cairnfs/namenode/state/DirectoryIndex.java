package dev.cairnfs.namenode.state;

import java.util.function.IntPredicate;

/**
 * All directories' entries in one B+-tree, ordered by parent slot and name. A leaf holds child slots and nothing else:
 * keys are read from the inodes' columns. An inner page holds for each child page the slot of the smallest entry below
 * it, with that entry's parent and first four name bytes, so that a descent seldom looks at an inode.
 *
 * <p>Invariants: all leaves are at the same depth; in an inner page the separators from the second on are exactly the
 * smallest entries of their subtrees (the first one is never read), and the sizes are the numbers of entries below; no page but the root leaf is empty. Pages lie in one
 * column, hence in snapshots.
 */
final class DirectoryIndex {
    private final InodeStore inodes;
    private final IndexPages pages = new IndexPages();
    private final DirectoryIndexRemoval removal;

    DirectoryIndex(InodeStore inodes) {
        this.inodes = inodes;
        this.removal = new DirectoryIndexRemoval(this, pages);
    }

    /** The child's slot, or -1. */
    int find(int parent, NameKey name) {
        int page = pages.root();
        for (int level = pages.height(); level > 0; level--) {
            page = pages.child(page, childIndex(page, parent, name));
        }
        int position = lowerBound(page, parent, name);
        if (position < pages.count(page)) {
            int slot = pages.entry(page, position);
            if (compare(parent, name, slot) == 0) {
                return slot;
            }
        }
        return -1;
    }

    /** Adds the inode by its parent and name of now; there is no entry of that key. */
    void insert(int slot) {
        NameKey name = key(slot);
        int right = insert(pages.root(), pages.height(), inodes.parent(slot), name, slot);
        if (right >= 0) {
            growRoot(right);
        }
    }

    private void growRoot(int right) {
        int left = pages.root();
        int level = pages.height();
        int root = pages.allocate();
        pages.setCount(root, 1);
        pages.setChild(root, 0, left);
        pages.setSize(root, 0, pages.total(left, level));
        addChild(root, 1, right, level);
        pages.setRoot(root, level + 1);
    }

    /** Returns the page that was split off to the right, or -1. */
    private int insert(int page, int level, int parent, NameKey name, int slot) {
        if (level == 0) {
            return insertIntoLeaf(page, lowerBound(page, parent, name), parent, slot);
        }
        int index = childIndex(page, parent, name);
        int child = pages.child(page, index);
        int newChild = insert(child, level - 1, parent, name, slot);
        if (newChild < 0) {
            pages.setSize(page, index, pages.size(page, index) + 1);
            return -1;
        }
        pages.setSize(page, index, pages.total(child, level - 1));
        int target = page;
        int at = index + 1;
        int right = -1;
        if (pages.count(page) == IndexPages.INNER_CAPACITY) {
            // Ascending names fill pages to the brim when the split leaves the left one as full as can be.
            boolean atEnd = at == IndexPages.INNER_CAPACITY;
            int keep = atEnd ? IndexPages.INNER_CAPACITY - 1 : IndexPages.INNER_CAPACITY / 2 + 1;
            right = pages.allocate();
            pages.moveChildren(page, keep, right);
            if (at > keep) {
                target = right;
                at -= keep;
            }
        }
        addChild(target, at, newChild, level - 1);
        return right;
    }

    private void addChild(int page, int index, int child, int childLevel) {
        pages.insertChild(page, index, child);
        pages.setSize(page, index, pages.total(child, childLevel));
        setSeparator(page, index, smallest(child, childLevel));
    }

    private int insertIntoLeaf(int page, int position, int parent, int slot) {
        int count = pages.count(page);
        if (count < IndexPages.LEAF_CAPACITY) {
            pages.insertEntry(page, position, slot);
            return -1;
        }
        int keep = splitPoint(page, position, parent, count);
        int right = pages.allocate();
        pages.moveEntries(page, keep, right);
        if (position <= keep && keep < count) {
            pages.insertEntry(page, position, slot);
        } else {
            pages.insertEntry(right, position - keep, slot);
        }
        return right;
    }

    /**
     * Where to split a full leaf: in the middle, except when the new entry is the last of its directory, as in a
     * directory filled in the order of names; then behind it, so that the left page stays full.
     */
    private int splitPoint(int page, int position, int parent, int count) {
        boolean appends = position == count || inodes.parent(pages.entry(page, position)) != parent;
        return appends && position >= count / 2 ? position : count / 2;
    }

    /** Takes the inode out, by its parent and name of now. */
    void remove(int slot) {
        removal.remove(inodes.parent(slot), key(slot), slot);
    }

    /** Hands the children in name order from the first one behind the name, until the visitor returns false. */
    void scan(int parent, NameKey after, IntPredicate visitor) {
        scan(pages.root(), pages.height(), parent, after, visitor);
    }

    /** The first child of a directory that has one. */
    int firstChild(int parent) {
        int[] first = {-1};
        scan(parent, NameKey.EMPTY, slot -> {
            first[0] = slot;
            return false;
        });
        return first[0];
    }

    private boolean scan(int page, int level, int parent, NameKey after, IntPredicate visitor) {
        int count = pages.count(page);
        if (level > 0) {
            for (int i = childIndex(page, parent, after); i < count; i++) {
                if (!scan(pages.child(page, i), level - 1, parent, after, visitor)) {
                    return false;
                }
            }
            return true;
        }
        int from = lowerBound(page, parent, after);
        if (from < count && compare(parent, after, pages.entry(page, from)) == 0) {
            from++;
        }
        for (int i = from; i < count; i++) {
            int slot = pages.entry(page, i);
            if (inodes.parent(slot) != parent || !visitor.test(slot)) {
                return false;
            }
        }
        return true;
    }

    /** How many children come behind the name. */
    int countAfter(int parent, NameKey name) {
        return rank(parent + 1, NameKey.EMPTY) - rank(parent, name);
    }

    /** How many entries of all directories are not greater than the key. */
    private int rank(int parent, NameKey name) {
        int rank = 0;
        int page = pages.root();
        for (int level = pages.height(); level > 0; level--) {
            int index = childIndex(page, parent, name);
            for (int i = 0; i < index; i++) {
                rank += pages.size(page, i);
            }
            page = pages.child(page, index);
        }
        int position = lowerBound(page, parent, name);
        boolean equal = position < pages.count(page) && compare(parent, name, pages.entry(page, position)) == 0;
        return rank + position + (equal ? 1 : 0);
    }

    /** Hands all entries of all directories in order, until the visitor returns false. */
    void scanAll(IntPredicate visitor) {
        scanAll(pages.root(), pages.height(), visitor);
    }

    private boolean scanAll(int page, int level, IntPredicate visitor) {
        int count = pages.count(page);
        for (int i = 0; i < count; i++) {
            boolean goOn =
                    level == 0 ? visitor.test(pages.entry(page, i)) : scanAll(pages.child(page, i), level - 1, visitor);
            if (!goOn) {
                return false;
            }
        }
        return true;
    }

    /** The first leaf position whose entry is not smaller than the key. */
    int lowerBound(int page, int parent, NameKey name) {
        int low = 0;
        int high = pages.count(page);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(parent, name, pages.entry(page, middle)) > 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The child page in whose range the key lies. */
    int childIndex(int page, int parent, NameKey name) {
        int low = 1;
        int high = pages.count(page);
        int prefix = name.prefix();
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = Integer.compare(parent, pages.separatorParent(page, middle));
            if (order == 0) {
                order = Integer.compareUnsigned(prefix, pages.separatorPrefix(page, middle));
            }
            if (order == 0) {
                order = compare(parent, name, pages.separatorSlot(page, middle));
            }
            if (order >= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    private int compare(int parent, NameKey name, int slot) {
        int order = Integer.compare(parent, inodes.parent(slot));
        return order != 0 ? order : inodes.names().compare(name, inodes.nameReference(slot));
    }

    private NameKey key(int slot) {
        return inodes.names().key(inodes.nameReference(slot));
    }

    /** The smallest entry below the page. */
    int smallest(int page, int level) {
        int leaf = page;
        for (int l = level; l > 0; l--) {
            leaf = pages.child(leaf, 0);
        }
        return pages.entry(leaf, 0);
    }

    void setSeparator(int page, int index, int slot) {
        pages.setSeparator(
                page, index, slot, inodes.parent(slot), inodes.names().prefix(inodes.nameReference(slot)));
    }

    IndexPages pages() {
        return pages;
    }
}
