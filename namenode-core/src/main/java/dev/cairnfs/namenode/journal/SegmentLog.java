package dev.cairnfs.namenode.journal;

import dev.cairnfs.namenode.record.EditRecord;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal without its thread: rounds of records into segments in several directories. {@link FileJournal} runs it on
 * its thread, the simulator on its own.
 *
 * <p>A directory that fails is dropped, and tried again at the next roll with a new segment; what failed is never tried
 * twice. When the last one fails, the methods throw, and the log must not be used any more.
 */
public final class SegmentLog {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentLog.class);

    private final List<JournalDirectory> directories;
    private final JournalSettings settings;
    private final RoundEncoder round = new RoundEncoder();
    private long segmentFirstTxid;
    private long nextTxid;
    private long rounds;
    private volatile JournalStatus status;

    public SegmentLog(List<? extends JournalStorage> storages, JournalSettings settings) {
        this.directories = storages.stream()
                .map(storage -> new JournalDirectory(storage, settings.preallocationBytes()))
                .toList();
        this.settings = settings;
        this.status = currentStatus();
    }

    private interface DirectoryAction {
        void run(JournalDirectory directory) throws IOException;
    }

    /** Begins the first segment. */
    public void open(long firstTxid) throws IOException {
        nextTxid = firstTxid;
        begin();
    }

    private void begin() throws IOException {
        segmentFirstTxid = nextTxid;
        for (JournalDirectory directory : directories) {
            attempt(directory, d -> d.begin(segmentFirstTxid));
        }
        requireOne();
        status = currentStatus();
    }

    /** Adds the records to the round that the next {@link #sync} makes durable. */
    public void add(long firstTxid, List<EditRecord> records) {
        for (int i = 0; i < records.size(); i++) {
            if (firstTxid + i != nextTxid) {
                throw new IllegalStateException("txid " + (firstTxid + i) + " instead of " + nextTxid);
            }
            round.add(nextTxid, records.get(i));
            nextTxid++;
        }
    }

    /**
     * Writes the round and syncs it in every directory.
     *
     * @return the last durable txid
     */
    public long sync() throws IOException {
        if (!round.isEmpty()) {
            onActive(directory -> directory.write(round.frames()));
            onActive(JournalDirectory::force);
            long synced = round.lastTxid();
            round.clear();
            rounds++;
            onActive(directory -> directory.mark(synced));
            directories.forEach(JournalDirectory::markBehind);
            status = currentStatus();
        }
        return nextTxid - 1;
    }

    /**
     * Syncs, ends the segment and begins the next one, also in directories that had been dropped: those are tried again
     * even while the present segment is empty.
     *
     * @return the first txid of the new segment; that of the present one when it is still empty
     */
    public long roll() throws IOException {
        sync();
        if (nextTxid > segmentFirstTxid) {
            long last = nextTxid - 1;
            onActive(directory -> directory.finish(last));
            begin();
        } else {
            directories.stream()
                    .filter(JournalDirectory::isFailed)
                    .forEach(directory -> attempt(directory, d -> d.begin(segmentFirstTxid)));
            status = currentStatus();
        }
        return segmentFirstTxid;
    }

    /** Removes segments below the txid, less the retention. A failure to remove is only logged. */
    public void purgeBefore(long txid) {
        long keepFrom = txid - settings.extraTransactionsRetained();
        for (JournalDirectory directory : directories) {
            try {
                directory.purgeBefore(keepFrom);
            } catch (IOException e) {
                LOG.warn(
                        "Could not remove old journal segments from {}",
                        directory.storage().location(),
                        e);
            }
        }
    }

    /** Syncs and makes the last segment final. */
    public void close() throws IOException {
        sync();
        long last = nextTxid - 1;
        onActive(directory -> directory.finish(last));
    }

    /** How it stands; any thread may ask. */
    public JournalStatus status() {
        return status;
    }

    private JournalStatus currentStatus() {
        return new JournalStatus(
                segmentFirstTxid,
                nextTxid - 1,
                rounds,
                directories.stream().map(JournalDirectory::status).toList());
    }

    private void onActive(DirectoryAction action) throws IOException {
        for (JournalDirectory directory : directories) {
            if (!directory.isFailed()) {
                attempt(directory, action);
            }
        }
        requireOne();
    }

    private void attempt(JournalDirectory directory, DirectoryAction action) {
        try {
            action.run(directory);
        } catch (IOException e) {
            LOG.error(
                    "The journal directory {} failed and is not used any more: {}",
                    directory.storage().location(),
                    e.toString());
            directory.drop(e);
            status = currentStatus();
        }
    }

    private void requireOne() throws IOException {
        if (directories.stream().allMatch(JournalDirectory::isFailed)) {
            throw new IOException("no journal directory is left: " + status.directories());
        }
    }
}
