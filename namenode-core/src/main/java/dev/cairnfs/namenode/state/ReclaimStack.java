package dev.cairnfs.namenode.state;

/**
 * The tops of detached trees, the latest first, linked through the tops' parent column: {@code -2} for the last one,
 * otherwise {@code -3 - next}.
 */
final class ReclaimStack {
    private static final int EMPTY = -1;

    private final InodeStore inodes;
    private int head = EMPTY;

    ReclaimStack(InodeStore inodes) {
        this.inodes = inodes;
    }

    void load(int savedHead) {
        head = savedHead;
    }

    boolean isEmpty() {
        return head == EMPTY;
    }

    /** Slot of the top that goes first, or -1. */
    int head() {
        return head;
    }

    /** The top behind the given one, or -1. */
    int next(int top) {
        return -3 - inodes.parent(top);
    }

    void push(int slot) {
        inodes.setParent(slot, -3 - head);
        head = slot;
    }

    void pop() {
        head = next(head);
    }
}
