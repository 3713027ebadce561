package dev.cairnfs.namenode.state;

import java.io.IOException;

/** Longs by slot where few slots have one: pages of {@value #PAGE_ENTRIES}, allocated when first written. */
final class SparseLongs {
    private static final int PAGE_SHIFT = 6;
    private static final int PAGE_ENTRIES = 1 << PAGE_SHIFT;

    /** One more than the page's number, by slot / {@value #PAGE_ENTRIES}; 0 where there is none. */
    private final IntColumn directory = new IntColumn();

    private final LongColumn pages = new LongColumn();
    private int directoryLimit;
    private int pageCount;

    /** The value of a slot that was set before. */
    long get(int slot) {
        return pages.get(index(slot, directory.get(slot >>> PAGE_SHIFT)));
    }

    void set(int slot, long value) {
        directoryLimit = Math.max(directoryLimit, (slot >>> PAGE_SHIFT) + 1);
        directory.ensureCapacity(directoryLimit);
        int page = directory.get(slot >>> PAGE_SHIFT);
        if (page == 0) {
            page = ++pageCount;
            pages.ensureCapacity(pageCount << PAGE_SHIFT);
            directory.set(slot >>> PAGE_SHIFT, page);
        }
        pages.set(index(slot, page), value);
    }

    private static int index(int slot, int page) {
        return ((page - 1) << PAGE_SHIFT) | (slot & (PAGE_ENTRIES - 1));
    }

    void save(String name, SectionList sections) {
        sections.longs(name + ".header", directoryLimit, pageCount);
        sections.column(name + ".directory", directory.freeze(), directoryLimit);
        sections.column(name + ".pages", pages.freeze(), pageCount << PAGE_SHIFT);
    }

    void load(String name, SectionReader sections) throws IOException {
        int[] header = sections.ints(name + ".header", 0, 2);
        directoryLimit = header[0];
        pageCount = header[1];
        sections.column(name + ".directory", directory, directoryLimit);
        sections.column(name + ".pages", pages, pageCount << PAGE_SHIFT);
    }

    long heapBytes() {
        return directory.heapBytes() + pages.heapBytes();
    }
}
