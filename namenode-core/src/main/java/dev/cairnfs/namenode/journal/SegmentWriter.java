package dev.cairnfs.namenode.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes one segment in one directory. After any exception the segment and its directory count as failed. */
final class SegmentWriter {
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

    private final JournalStorage storage;
    private final JournalFile file;
    private final long firstTxid;
    private final int preallocationBytes;
    private long position;
    private long allocated;

    private SegmentWriter(JournalStorage storage, JournalFile file, long firstTxid, int preallocationBytes) {
        this.storage = storage;
        this.file = file;
        this.firstTxid = firstTxid;
        this.preallocationBytes = preallocationBytes;
    }

    /** Creates the segment durably, header and first preallocation included. */
    static SegmentWriter create(JournalStorage storage, long firstTxid, int preallocationBytes) throws IOException {
        JournalFile file = storage.create(SegmentName.inProgress(firstTxid).fileName());
        SegmentWriter writer = new SegmentWriter(storage, file, firstTxid, preallocationBytes);
        try {
            writer.write(SegmentFormat.header(firstTxid));
            file.force();
            storage.sync();
            return writer;
        } catch (IOException e) {
            writer.closeAfter(e);
            throw e;
        }
    }

    void write(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        long needed = position + length + SegmentFormat.MARK_BYTES;
        while (allocated < needed) {
            preallocate();
        }
        while (bytes.hasRemaining()) {
            int written = file.write(bytes, position);
            if (written <= 0) {
                throw new IOException("could not write to " + this);
            }
            position += written;
        }
    }

    private void preallocate() throws IOException {
        long end = allocated + preallocationBytes;
        while (allocated < end) {
            ByteBuffer zeros = ZEROS.duplicate();
            zeros.limit((int) Math.min(zeros.capacity(), end - allocated));
            int length = zeros.remaining();
            if (file.write(zeros, allocated) != length) {
                // The disk is full: better to know before a record needs the space.
                throw new IOException("could not preallocate " + preallocationBytes + " bytes for " + this);
            }
            allocated += length;
        }
    }

    void force() throws IOException {
        file.force();
    }

    /** Notes, without a sync of its own, how far the syncs have come. */
    void mark(long syncedTxid) throws IOException {
        file.write(SegmentFormat.mark(syncedTxid), position);
    }

    /** Makes the segment final under its final name; an empty one is removed. */
    void finish(long lastTxid) throws IOException {
        file.truncate(position);
        file.force();
        file.close();
        String name = SegmentName.inProgress(firstTxid).fileName();
        if (lastTxid < firstTxid) {
            storage.delete(name);
        } else {
            storage.rename(name, new SegmentName(firstTxid, lastTxid).fileName());
        }
        storage.sync();
    }

    void closeAfter(IOException failure) {
        try {
            file.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public String toString() {
        return storage.location() + "/" + SegmentName.inProgress(firstTxid).fileName();
    }
}
