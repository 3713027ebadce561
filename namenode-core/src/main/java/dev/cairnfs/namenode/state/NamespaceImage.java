package dev.cairnfs.namenode.state;

import java.io.IOException;
import java.util.List;

/** The sections of the whole namespace: their order when saved and when loaded. */
final class NamespaceImage {
    private NamespaceImage() {}

    static NamespaceSnapshot save(Namespace namespace) {
        SectionList sections = new SectionList();
        sections.longs(
                "namespace",
                namespace.lastTxid(),
                namespace.nextGenerationStamp() - 1,
                namespace.reclaimStack().head());
        namespace.inodeStore().save(sections);
        namespace.index().pages().save(sections);
        namespace.blockLists().cells().save("block-lists", sections);
        namespace.blocks().save(sections);
        namespace.leases().save(sections);
        namespace.retryCache().save(sections);
        return new NamespaceSnapshot(namespace.lastTxid(), List.copyOf(sections.sections()));
    }

    /** Fills a namespace that has nothing yet, not even a root. */
    static void load(Namespace namespace, ImageSection.Source source) throws IOException {
        SectionReader sections = new SectionReader(source);
        long[] header = sections.longs("namespace", 3);
        namespace.setLastTxid(header[0]);
        namespace.setLastGenerationStamp(header[1]);
        namespace.inodeStore().load(sections);
        namespace.index().pages().load(sections);
        namespace.blockLists().cells().load("block-lists", sections);
        namespace.blocks().load(sections);
        namespace.leases().load(sections);
        namespace.retryCache().load(sections);
        namespace.reclaimStack().load((int) header[2]);
    }
}
