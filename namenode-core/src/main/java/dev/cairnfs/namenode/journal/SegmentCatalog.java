package dev.cairnfs.namenode.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All segments of all directories; those in progress have been read to their end. */
final class SegmentCatalog {
    /**
     * One copy of a segment.
     *
     * @param end how a segment in progress ends; null for a final or a damaged one
     * @param damage what is wrong with a segment in progress; null when nothing is known to be
     */
    record Copy(
            JournalStorage storage,
            SegmentName name,
            SegmentReader.@Nullable End end,
            @Nullable JournalCorruptException damage) {
        /** The last txid, as far as it is known without reading: one less than the first for an empty segment. */
        long lastTxid() {
            if (!name.isInProgress()) {
                return name.lastTxid();
            }
            return end == null ? name.firstTxid() - 1 : end.lastTxid();
        }
    }

    private final NavigableMap<Long, List<Copy>> copies = new TreeMap<>();
    private final List<? extends JournalStorage> storages;

    private SegmentCatalog(List<? extends JournalStorage> storages) {
        this.storages = storages;
    }

    static SegmentCatalog scan(List<? extends JournalStorage> storages) throws IOException {
        SegmentCatalog catalog = new SegmentCatalog(storages);
        for (JournalStorage storage : storages) {
            for (String file : storage.list()) {
                SegmentName name = SegmentName.parse(file);
                if (name != null) {
                    catalog.copies
                            .computeIfAbsent(name.firstTxid(), first -> new ArrayList<>())
                            .add(inspect(storage, name));
                }
            }
        }
        for (List<Copy> segment : catalog.copies.values()) {
            // The best one first: final before in progress, then the longest, and sound before damaged.
            segment.sort(Comparator.comparing((Copy copy) -> copy.name().isInProgress())
                    .thenComparing(Comparator.comparingLong(Copy::lastTxid).reversed())
                    .thenComparing(copy -> copy.damage() != null));
        }
        return catalog;
    }

    private static Copy inspect(JournalStorage storage, SegmentName name) throws IOException {
        if (!name.isInProgress()) {
            return new Copy(storage, name, null, null);
        }
        try (SegmentReader reader = SegmentReader.open(storage, name)) {
            return new Copy(storage, name, reader.readAll(Long.MAX_VALUE, null), null);
        } catch (JournalCorruptException e) {
            return new Copy(storage, name, null, e);
        }
    }

    /** The copies by their segment's first txid, the best copy of each first. */
    NavigableMap<Long, List<Copy>> copies() {
        return copies;
    }

    /** Undamaged copies that reach the txid, those that reach farthest first. */
    List<Copy> reaching(long txid) {
        return copies.headMap(txid, true).values().stream()
                .flatMap(List::stream)
                .filter(copy -> copy.damage() == null && copy.lastTxid() >= txid)
                .sorted(Comparator.comparingLong(Copy::lastTxid).reversed())
                .toList();
    }

    /** What proves that the journal once went beyond the txid, or null when nothing does. */
    @Nullable
    JournalCorruptException damageBeyond(long txid) {
        return copies.values().stream()
                .flatMap(List::stream)
                .map(Copy::damage)
                .filter(damage -> damage != null && damage.provenTxid() > txid)
                .findFirst()
                .orElse(null);
    }

    List<? extends JournalStorage> storages() {
        return storages;
    }
}
