package dev.cairnfs.torture;

import dev.cairnfs.client.CairnFileSystem;
import dev.cairnfs.client.CairnInputStream;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.io.IOException;
import java.time.Duration;

/** Reads files and holds them against what was promised. Thread-safe. */
final class FileCheck {
    private static final int BUFFER = 64 << 10;

    private final CairnFileSystem files;
    private final LedgerBook book;
    private final Tally tally;
    private final long seed;
    private final Promise promise;

    /** How many bytes of a file must be there, of those that were acknowledged, and of those that a reader was shown. */
    enum Promise {
        /** No process loses what was visible. */
        VISIBLE,

        /**
         * The power of one DataNode's disk is cut in each era: what was not synced is still there as long as fewer disks were
         * cut than there are replicas, and a cut may hit a recovery; one is what is promised.
         */
        SYNCED;

        private boolean memoryHolds(PromisedFile.State file, long era) {
            return this == VISIBLE || (file.replication() > 1 && era - file.era() <= 1);
        }

        long acknowledged(PromisedFile.State file, long era) {
            return memoryHolds(file, era) ? file.visible() : file.synced();
        }

        long shown(PromisedFile.State file, long era) {
            return memoryHolds(file, era) ? file.seen() : file.synced();
        }
    }

    /** A file is shorter than readers were shown, but not than was acknowledged. */
    static final class ShorterThanShownException extends IOException {
        private static final long serialVersionUID = 1L;

        ShorterThanShownException(PromisedFile.State file, long length) {
            super(file + " has " + length + " bytes, fewer than readers were shown");
        }
    }

    FileCheck(CairnFileSystem files, LedgerBook book, Tally tally, long seed, Promise promise) {
        this.files = files;
        this.book = book;
        this.tally = tally;
        this.seed = seed;
        this.promise = promise;
    }

    /** Checks a file; what cannot be read within the limit is lost. */
    void mustHold(PromisedFile.State file, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                holds(file);
                return;
            } catch (IOException e) {
                PromisedFile.State now = book.now(file);
                if (now.changes() != file.changes()) {
                    return;
                }
                if (System.nanoTime() > deadline) {
                    String what = " for " + limit.toSeconds() + " s: " + e.getMessage();
                    if (e instanceof ShorterThanShownException) {
                        tally.broken("shown bytes are away" + what);
                    } else {
                        tally.lost(promise.acknowledged(file, book.era()), file + " cannot be read" + what);
                    }
                    return;
                }
                Pause.millis(200);
            }
        }
    }

    /**
     * Reads a file once. What was acknowledged must be there whenever it can be read at all; what the last DataNode of a
     * pipeline has shown to somebody may be away for others until the block is recovered.
     *
     * @throws IOException when it cannot be read just now, or not as far as it was shown
     */
    void holds(PromisedFile.State file) throws IOException {
        long eraBefore = book.era();
        long length;
        try {
            length = read(file);
        } catch (HdfsException e) {
            if (e.code() != ErrorCode.FILE_NOT_FOUND) {
                throw e;
            }
            length = -1;
        }
        PromisedFile.State now = book.now(file);
        if (now.changes() != file.changes() || book.era() != eraBefore) {
            tally.count("checks overtaken by a change");
            return;
        }
        tally.count("checks of whole files");
        if (length < 0) {
            if (file.created() && !file.deleting()) {
                tally.lost(promise.acknowledged(file, eraBefore), file + " is not there");
            }
            return;
        }
        long promised = promise.acknowledged(file, eraBefore);
        if (length < promised) {
            tally.lost(promised - length, file + " has " + length + " bytes");
        }
        // What was written after the last acknowledgement may be there, too, until the file is closed.
        if (file.closed() && length > promised) {
            tally.broken(file + " has " + length + " bytes, more than it was closed with");
        }
        if (length >= promised && length < promise.shown(file, eraBefore)) {
            tally.count("reads that were shown less than others before");
            throw new ShorterThanShownException(file, length);
        }
        book.seen(file, length);
    }

    private long read(PromisedFile.State file) throws IOException {
        long key = Pattern.key(seed, file.path());
        byte[] buffer = new byte[BUFFER];
        try (CairnInputStream in = files.open(file.path())) {
            long position = 0;
            while (true) {
                int count = in.read(buffer, 0, buffer.length);
                if (count < 0) {
                    break;
                }
                int wrong = Pattern.mismatch(key, position, buffer, count);
                if (wrong >= 0) {
                    tally.lost(count - wrong, file + " has a wrong byte at " + (position + wrong));
                }
                position += count;
            }
            tally.add("bytes compared", position);
            return position;
        }
    }
}
