package dev.cairnfs.simulation.cluster;

import dev.cairnfs.client.CairnFileSystem;
import dev.cairnfs.client.CairnInputStream;
import dev.cairnfs.client.CairnOutputStream;
import dev.cairnfs.client.CreateOptions;
import dev.cairnfs.client.metadata.OutcomeUnknownException;
import dev.cairnfs.client.write.SyncFlag;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.simulation.InvariantViolation;
import dev.cairnfs.simulation.runtime.Fiber;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client does with files, and what it notes of it in the ledger. Runs in the client's fibers. */
final class Workload {
    private static final int[] BLOCK_SIZES = {4096, 8192, 16_384, 65_536};
    private static final int WRITE_MAX_BYTES = 12_000;

    private final Site site;
    private final Ledger ledger;
    private final CairnFileSystem fileSystem;
    private final String who;
    private final String directory;
    private boolean mayHaveOpened;

    Workload(Site site, Ledger ledger, CairnFileSystem fileSystem, String who, String directory) {
        this.site = site;
        this.ledger = ledger;
        this.fileSystem = fileSystem;
        this.who = who;
        this.directory = directory;
    }

    private int below(int bound) {
        return site.kernel().random().nextInt(bound);
    }

    private void pause(int maxMillis) {
        Fiber fiber = site.kernel().fiber();
        if (fiber != null) {
            fiber.sleepThrough(1 + below(maxMillis));
        }
    }

    private void log(String what) {
        site.log().add(who, what);
    }

    /** Does anything. */
    void act() {
        try {
            int choice = below(100);
            if (choice < 35) {
                writeNew();
            } else if (choice < 70) {
                LedgerFile file = ledger.pick(site.kernel().random());
                if (file != null) {
                    read(file);
                }
            } else if (choice < 84) {
                append();
            } else if (choice < 88) {
                recoverLease();
            } else if (choice < 93) {
                truncate();
            } else if (choice < 95) {
                concat();
            } else if (choice < 97) {
                rename();
            } else {
                delete();
            }
        } catch (InvariantViolation e) {
            site.world().violations().report(e);
        }
    }

    private boolean isOwn(LedgerFile file) {
        return file.path().startsWith(directory + "/");
    }

    private @Nullable LedgerFile pickOwn(boolean mustBeClosed) {
        List<LedgerFile> own = ledger.files().stream()
                .filter(file -> !file.isGone() && isOwn(file) && !file.isShared())
                .filter(file -> !mustBeClosed || file.isClosed())
                .toList();
        return own.isEmpty() ? null : own.get(below(own.size()));
    }

    // Writing.

    private void writeNew() {
        String path = directory + "/f" + ledger.files().size();
        LedgerFile file = ledger.add(path, site.kernel().random().nextLong(), below(2) == 0);
        CreateOptions options = CreateOptions.STANDARD
                .withOverwrite(false)
                .withBlockSizeBytes(BLOCK_SIZES[below(BLOCK_SIZES.length)])
                .withReplication(2 + below(2));
        try {
            CairnOutputStream out = fileSystem.create(path, options);
            log("created " + path);
            writeAndLetGo(out, file, 0, 0);
        } catch (OutcomeUnknownException e) {
            mayHaveOpened = true;
            log("may have created " + path + ": " + e);
        } catch (IOException e) {
            log("did not create " + path + ": " + e);
        }
    }

    /** Keeps a file open, and its lease renewed, for as long as something else takes. */
    void keepOpen(Runnable meanwhile) {
        String path = directory + "/k" + ledger.files().size();
        LedgerFile file = ledger.add(path, site.kernel().random().nextLong(), false);
        try {
            // The standard block size does not fit on the simulated disks.
            CairnOutputStream out = fileSystem.create(path, CreateOptions.STANDARD.withBlockSizeBytes(BLOCK_SIZES[0]));
            log("keeps open " + path);
            meanwhile.run();
            out.close();
            file.closed(0, 0);
            ledger.countKeptOpen();
            log("closed " + path);
        } catch (IOException e) {
            log("did not keep open " + path + ": " + e);
        }
    }

    /** Whether there may be open files of which this client does not know, because no answer came. */
    boolean mayHaveOpened() {
        return mayHaveOpened;
    }

    private void append() {
        LedgerFile file = ledger.pick(site.kernel().random());
        if (file == null || !(file.isShared() || isOwn(file))) {
            return;
        }
        try {
            log("will append to " + file.path());
            CairnOutputStream out = fileSystem.append(file.path());
            long begin = out.position();
            log("appends to " + file.path() + " at " + begin);
            if (!file.isGone()) {
                file.taken(who, begin, site.kernel().random().nextLong());
                writeAndLetGo(out, file, file.writer(), begin);
            } else {
                out.close();
            }
        } catch (OutcomeUnknownException e) {
            mayHaveOpened = true;
            file.maybeOpen();
            log("may have opened " + file.path() + ": " + e);
        } catch (IOException e) {
            log("did not append to " + file.path() + ": " + e);
        }
    }

    /** As programs do it: whatever happens, the stream is closed, or given up. */
    private void writeAndLetGo(CairnOutputStream out, LedgerFile file, int writer, long from) {
        try {
            write(out, file, writer, from);
        } catch (IOException e) {
            log("gave up " + file.path() + ": " + e);
            out.abort("failed");
        }
    }

    private void write(CairnOutputStream out, LedgerFile file, int writer, long from) throws IOException {
        long at = from;
        int pieces = below(5);
        for (int i = 0; i < pieces; i++) {
            int length = 1 + below(WRITE_MAX_BYTES);
            file.writing(writer, at + length);
            out.write(file.content(at, length), 0, length);
            at += length;
            flush(out, file, writer, at, length);
            if (below(4) == 0) {
                pause(below(20) == 0 ? 40_000 : 2000);
            }
        }
        if (below(12) == 0) {
            log("abandons " + file.path());
            out.abort("forgotten");
            return;
        }
        out.close();
        file.closed(writer, at);
        ledger.countClosed(at - from);
        log("closed " + file.path() + " at " + at);
    }

    private void flush(CairnOutputStream out, LedgerFile file, int writer, long at, int length) throws IOException {
        int how = below(20);
        if (how < 6) {
            out.hflush();
            file.flushed(writer, at);
            log("flushed " + file.path() + " to " + at);
        } else if (how < 11) {
            switch (how) {
                case 6 -> out.hsync(Set.of(SyncFlag.UPDATE_LENGTH));
                case 7 -> out.hsync(Set.of(SyncFlag.END_BLOCK));
                default -> out.hsync();
            }
            file.synced(writer, at);
            ledger.countAcknowledged(length);
            log("synced " + file.path() + " to " + at);
        }
    }

    // Other changes.

    private void delete() {
        LedgerFile file = ledger.pick(site.kernel().random());
        if (file != null && isOwn(file)) {
            file.deleted();
            try {
                fileSystem.delete(file.path(), false);
                log("deleted " + file.path());
            } catch (IOException e) {
                log("did not delete " + file.path() + ": " + e);
            }
        }
    }

    /** Of any file, also of one that somebody writes. */
    private void rename() {
        LedgerFile file = ledger.pick(site.kernel().random());
        if (file == null || !isOwn(file)) {
            return;
        }
        String from = file.path();
        String to = from + "r";
        log("will rename " + from);
        file.deleted();
        try {
            boolean done = fileSystem.rename(from, to);
            file.moved(done ? to : from);
            log((done ? "renamed " : "did not rename ") + from);
        } catch (HdfsException e) {
            file.foundAgain();
            log("did not rename " + from + ": " + e);
        } catch (IOException e) {
            log("may have renamed " + from + ": " + e);
        }
    }

    /** Takes a file from its writer, whoever that is. */
    private void recoverLease() {
        LedgerFile file = ledger.pick(site.kernel().random());
        if (file == null || file.isClosed() || !file.isShared()) {
            return;
        }
        try {
            int writer = file.writer();
            boolean closed = fileSystem.recoverLease(file.path());
            for (int i = 0; i < 20 && !closed; i++) {
                pause(3000);
                closed = fileSystem.isFileClosed(file.path());
            }
            if (closed) {
                long length = fileSystem.getFileStatus(file.path()).length();
                log("recovered the lease of " + file.path() + " at " + length);
                if (!file.isGone() && file.writer() == writer && !file.isClosed()) {
                    file.taken(who, length, site.kernel().random().nextLong());
                }
            }
        } catch (IOException e) {
            log("did not recover " + file.path() + ": " + e);
        }
    }

    private void truncate() {
        LedgerFile file = pickOwn(true);
        if (file == null || file.length() == 0) {
            return;
        }
        long old = file.length();
        long length = below((int) old + 1);
        try {
            log("will truncate " + file.path() + " from " + old + " to " + length);
            file.cutting(length);
            boolean done = fileSystem.truncate(file.path(), length);
            log("truncated " + file.path() + " to " + length + (done ? "" : ", soon"));
            int writer = file.writer();
            for (int i = 0; i < 20 && !done; i++) {
                pause(3000);
                done = fileSystem.isFileClosed(file.path());
            }
            if (!done) {
                file.maybeOpen();
            } else if (file.writer() == writer) {
                file.cut(length);
            }
        } catch (IOException e) {
            // Perhaps it is cut, perhaps not; from now on it is only read, and has one length or the other.
            file.maybeOpen();
            log("did not truncate " + file.path() + ": " + e);
        }
    }

    private void concat() {
        LedgerFile target = pickOwn(true);
        LedgerFile source = pickOwn(true);
        if (target == null || source == null || target == source) {
            return;
        }
        try {
            log("will concat " + source.path() + " to " + target.path());
            target.deleted();
            source.deleted();
            fileSystem.concat(target.path(), List.of(source.path()));
            target.concatenated(source);
            log("concatenated " + source.path() + " to " + target.path());
        } catch (HdfsException e) {
            target.foundAgain();
            source.foundAgain();
            log("did not concat " + source.path() + ": " + e);
        } catch (IOException e) {
            // Nothing can be said of the two any more.
            log("may have concatenated " + source.path() + ": " + e);
        }
    }

    // Reading.

    /** Reads all of a file and checks it; false when it could not be read. */
    boolean read(LedgerFile file) {
        return read(file, file.floor(), ledger.isCalm() ? file.finalFloor() : file.floor());
    }

    /** The same when nobody writes any more. */
    boolean readInTheEnd(LedgerFile file) {
        try {
            return read(file, file.finalFloor(), file.finalFloor());
        } catch (InvariantViolation e) {
            site.world().violations().report(e);
            return false;
        }
    }

    /** @param calmFloor what must be there if nothing has gone wrong even then */
    private boolean read(LedgerFile file, long floor, long calmFloor) {
        int cuts = file.cuts();
        String path = file.path();
        try {
            byte[] bytes = readAll(path);
            log("read " + bytes.length + " bytes of " + file.path());
            if (!file.isGone()) {
                ledger.countRead();
                file.read(who, bytes, ledger.isCalm() ? calmFloor : floor, cuts);
            }
            return true;
        } catch (HdfsException e) {
            log("could not read " + file.path() + ": " + e);
            // As in HDFS, a reader whose file gets another name asks for its blocks under the one that it knows.
            boolean renamed = !path.equals(file.path());
            InvariantViolation.check(
                    e.code() != ErrorCode.FILE_NOT_FOUND || file.isGone() || renamed || floor == 0,
                    () -> file.path() + " is gone: " + file);
            return false;
        } catch (IOException e) {
            log("could not read " + file.path() + ": " + e);
            return false;
        }
    }

    private byte[] readAll(String path) throws IOException {
        try (CairnInputStream in = fileSystem.open(path)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) in.length());
            while (bytes.hasRemaining()) {
                if (in.read(bytes) < 0) {
                    break;
                }
            }
            byte[] read = new byte[bytes.position()];
            bytes.flip().get(read);
            return read;
        }
    }
}
