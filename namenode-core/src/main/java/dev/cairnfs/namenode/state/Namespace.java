package dev.cairnfs.namenode.state;

import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.shared.path.HdfsPath;

/**
 * The whole hard state. Reading methods are public; what changes it is package-private and reached by {@link #replay}
 * alone.
 *
 * <p>Thread: owned by {@code nn-state}; nothing here is synchronised.
 */
@SuppressWarnings("DoNotCallSuggester") // until the tables behind it are there
public final class Namespace {
    /** The root directory's inode id, as in HDFS. */
    public static final long ROOT_ID = 16385;

    /** A namespace with only the root directory. */
    public Namespace(String rootOwner, String rootGroup, BlockEvents blockEvents) {
        throw new UnsupportedOperationException();
    }

    /**
     * Applies one journaled fact. Live operation, restart, checkpoint and tests all come through here.
     *
     * @param txid must be {@link #lastTxid()} + 1
     * @throws IllegalStateException when the record does not fit the state, which is a bug or a damaged journal: the
     *     caller must halt
     */
    public void replay(long txid, EditRecord record) {
        throw new UnsupportedOperationException();
    }

    public long lastTxid() {
        throw new UnsupportedOperationException();
    }

    public InodeTable inodes() {
        throw new UnsupportedOperationException();
    }

    public BlockTable blocks() {
        throw new UnsupportedOperationException();
    }

    public LeaseTable leases() {
        throw new UnsupportedOperationException();
    }

    public RetryCache retryCache() {
        throw new UnsupportedOperationException();
    }

    /** The generation stamp that the next new block gets; starts at 1001, as in HDFS. */
    public long nextGenerationStamp() {
        throw new UnsupportedOperationException();
    }

    /** Walks the path from the root as far as it exists. */
    public PathLookup lookup(HdfsPath path) {
        throw new UnsupportedOperationException();
    }

    /** The inode's full path now. */
    public String pathOf(long inodeId) {
        throw new UnsupportedOperationException();
    }

    /** False for an inode that is gone or lies in a deleted tree that is not reclaimed yet. */
    public boolean isAttached(long inodeId) {
        throw new UnsupportedOperationException();
    }

    /** Inodes in detached trees that wait for ReclaimRecords: is there any? */
    public boolean hasReclaimable() {
        throw new UnsupportedOperationException();
    }
}
