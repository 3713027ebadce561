package dev.cairnfs.namenode.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Streams the records of a journal that nobody writes. */
public final class JournalReader {
    private static final Logger LOG = LoggerFactory.getLogger(JournalReader.class);

    private final SegmentCatalog catalog;

    JournalReader(SegmentCatalog catalog) {
        this.catalog = catalog;
    }

    /** Opens the journal as it stands, without repairing anything: for looking at it. */
    public static JournalReader open(List<? extends JournalStorage> storages) throws IOException {
        return new JournalReader(SegmentCatalog.scan(storages));
    }

    /** The first txid of the oldest segment, or 0 when there is none. */
    public long firstTxid() {
        return catalog.copies().isEmpty() ? 0 : catalog.copies().firstKey();
    }

    /**
     * Hands over all records from the given txid on.
     *
     * @return the last txid, or {@code fromTxid - 1} when there is no further record
     * @throws JournalCorruptException when a record that had been synced is damaged in every directory
     * @throws IOException when records are missing: a gap, or an end before what the directories have seen
     */
    public long read(long fromTxid, RecordConsumer consumer) throws IOException {
        long next = fromTxid;
        List<SegmentCatalog.Copy> copies = catalog.reaching(next);
        while (!copies.isEmpty()) {
            next = readOne(copies, next, consumer);
            copies = catalog.reaching(next);
        }
        requireComplete(next);
        return next - 1;
    }

    private static long readOne(List<SegmentCatalog.Copy> copies, long from, RecordConsumer consumer)
            throws IOException {
        Progress progress = new Progress(from, consumer);
        IOException damage = null;
        for (SegmentCatalog.Copy copy : copies) {
            try (SegmentReader reader = SegmentReader.open(copy.storage(), copy.name())) {
                reader.readAll(progress.next, progress);
                return progress.next;
            } catch (IOException e) {
                if (progress.consumerFailed) {
                    throw e;
                }
                // What came before the damage was sound and has been handed on; another directory may have the rest.
                if (damage == null) {
                    damage = e;
                } else {
                    damage.addSuppressed(e);
                }
            }
        }
        if (damage == null) {
            throw new IllegalStateException("no copy to read txid " + from + " from");
        }
        throw damage;
    }

    private void requireComplete(long next) throws IOException {
        Long later = catalog.copies().higherKey(next);
        if (later != null) {
            throw new IOException("The journal has a gap: the records with txids " + next + " to " + (later - 1)
                    + " are missing in " + locations());
        }
        JournalCorruptException damage = catalog.damageBeyond(next - 1);
        if (damage != null) {
            throw damage;
        }
        requireSeen(next);
        requireNothingAside(next);
    }

    private void requireSeen(long next) throws IOException {
        IOException unreadable = null;
        int read = 0;
        for (JournalStorage storage : catalog.storages()) {
            try {
                long seen = seenTxid(storage);
                read++;
                if (next < seen) {
                    throw new JournalCorruptException(
                            storage.location() + "/" + JournalDirectory.SEEN_TXID,
                            0,
                            seen - 1,
                            "The journal ends too early: the last record found has txid " + (next - 1) + " in "
                                    + locations() + ", but txid " + (seen - 1) + " was seen,");
                }
            } catch (JournalCorruptException e) {
                throw e;
            } catch (IOException e) {
                LOG.warn("{} of {} cannot be read", JournalDirectory.SEEN_TXID, storage.location(), e);
                unreadable = e;
            }
        }
        if (read == 0 && unreadable != null) {
            throw unreadable;
        }
    }

    /** A segment is set aside when another directory has more of it: is that one missing now? */
    private void requireNothingAside(long next) throws IOException {
        for (JournalStorage storage : catalog.storages()) {
            for (String file : storage.list()) {
                SegmentName aside = JournalDirectory.behind(file);
                if (aside != null && aside.firstTxid() >= next) {
                    throw new IOException("The journal ends with txid " + (next - 1) + " in " + locations() + ", but "
                            + storage.location() + "/" + file + " was set aside because another directory had more of"
                            + " it: that one is missing");
                }
            }
        }
    }

    private List<String> locations() {
        return catalog.storages().stream().map(JournalStorage::location).toList();
    }

    private static long seenTxid(JournalStorage storage) throws IOException {
        if (!storage.list().contains(JournalDirectory.SEEN_TXID)) {
            return 0;
        }
        String text = new String(SmallFile.read(storage, JournalDirectory.SEEN_TXID), StandardCharsets.US_ASCII);
        try {
            return Long.parseLong(text.trim());
        } catch (NumberFormatException e) {
            throw new JournalCorruptException(
                    storage.location() + "/" + JournalDirectory.SEEN_TXID, 0, -1, "Not a transaction id");
        }
    }

    private static final class Progress implements RecordConsumer {
        private final RecordConsumer consumer;
        private long next;
        /** While the consumer has the record: what it throws is not the segment's fault. */
        private boolean consumerFailed;

        Progress(long next, RecordConsumer consumer) {
            this.next = next;
            this.consumer = consumer;
        }

        @Override
        public void accept(long txid, dev.cairnfs.namenode.record.EditRecord record) throws IOException {
            consumerFailed = true;
            consumer.accept(txid, record);
            consumerFailed = false;
            next = txid + 1;
        }
    }
}
