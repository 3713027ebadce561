package dev.cairnfs.namenode.journal;

import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the journal's directories into order after a stop of any kind, before it is read and written again. */
public final class JournalRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(JournalRecovery.class);

    private JournalRecovery() {}

    /**
     * Makes the best copy of each segment in progress final, without its torn tail, and sets worse copies aside. Then copies
     * to each directory the segments that it lacks, so that again any one of them is enough. Can be repeated after a crash
     * at any point.
     *
     * @return a reader over the result
     * @throws JournalCorruptException when the only copies of a segment in progress are damaged
     */
    public static JournalReader recover(List<? extends JournalStorage> storages) throws IOException {
        SegmentCatalog found = SegmentCatalog.scan(storages);
        boolean changed = false;
        for (List<SegmentCatalog.Copy> copies : found.copies().values()) {
            changed |= recoverSegment(copies);
        }
        SegmentCatalog recovered = changed ? SegmentCatalog.scan(storages) : found;
        return new JournalReader(JournalRefill.refill(recovered) ? SegmentCatalog.scan(storages) : recovered);
    }

    private static boolean recoverSegment(List<SegmentCatalog.Copy> copies) throws IOException {
        SegmentCatalog.Copy best = copies.get(0);
        for (SegmentCatalog.Copy copy : copies) {
            JournalCorruptException damage = copy.damage();
            if (damage != null && (best.damage() != null || damage.provenTxid() > best.lastTxid())) {
                throw damage;
            }
        }
        boolean changed = false;
        boolean kept = !best.name().isInProgress();
        IOException failure = null;
        for (SegmentCatalog.Copy copy : copies) {
            if (copy.name().isInProgress()) {
                changed = true;
                try {
                    settle(copy, best.lastTxid());
                    kept |= copy.lastTxid() == best.lastTxid();
                } catch (IOException e) {
                    LOG.error(
                            "{} in {} could not be recovered",
                            copy.name().fileName(),
                            copy.storage().location(),
                            e);
                    failure = e;
                }
            }
        }
        if (!kept && failure != null) {
            throw failure;
        }
        return changed;
    }

    private static void settle(SegmentCatalog.Copy copy, long lastTxid) throws IOException {
        JournalStorage storage = copy.storage();
        String file = copy.name().fileName();
        SegmentReader.End end = copy.end();
        if (end == null || end.lastTxid() != lastTxid) {
            LOG.warn("Setting aside {}/{}: another directory has more of this segment", storage.location(), file);
            storage.rename(file, file + JournalDirectory.STALE);
        } else if (lastTxid < copy.name().firstTxid()) {
            storage.delete(file);
        } else {
            if (end.tornBytes() > 0) {
                LOG.warn(
                        "Dropping {} bytes of a torn tail after txid {} from {}/{}: they were never acknowledged",
                        end.tornBytes(),
                        lastTxid,
                        storage.location(),
                        file);
            }
            try (JournalFile open = storage.open(file)) {
                open.truncate(end.endOffset());
                open.force();
            }
            storage.rename(file, new SegmentName(copy.name().firstTxid(), lastTxid).fileName());
        }
        storage.sync();
    }
}
