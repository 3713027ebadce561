package dev.cairnfs.namenode.journal;

import dev.cairnfs.namenode.record.EditRecord;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Where records become durable. Nothing above this interface may assume a local file.
 *
 * <p>{@link #append} and {@link #roll} are called by {@code nn-state} only. A failure is never reported to the caller:
 * the journal hands it to the fault handler, which halts the process.
 */
public interface Journal extends AutoCloseable {
    /** Hears from the journal's thread how far the journal is durable; called with growing txids. */
    @FunctionalInterface
    interface DurableListener {
        void durable(long txid);
    }

    /** Begins writing; the next record has the given txid. */
    void start(long nextTxid, DurableListener listener);

    /**
     * Takes a batch and returns at once, unless so much is waiting that the bound is reached: then it waits.
     *
     * @param firstTxid the txid of the first record; follows the last one of the batch before
     */
    void append(long firstTxid, List<EditRecord> records);

    /**
     * Ends the current segment behind the last appended record and begins the next one.
     *
     * @return the txid with which the new segment begins, once the old one is final
     */
    CompletableFuture<Long> roll();

    /** Removes final segments whose records all have txids below the given one; keeps what the retention demands. */
    void purgeBefore(long txid);

    /** Syncs what was appended, and closes. */
    @Override
    void close();
}
