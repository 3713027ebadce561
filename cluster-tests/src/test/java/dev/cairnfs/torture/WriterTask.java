package dev.cairnfs.torture;

import dev.cairnfs.client.CairnFileSystem;
import dev.cairnfs.client.CairnOutputStream;
import dev.cairnfs.client.CreateOptions;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.torture.Ledger.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One thread of a writer: files are written in pieces, flushed and synced now and then, closed; appended to and cut; taken
 * over from processes that were killed; deleted.
 */
final class WriterTask implements Runnable {
    private static final int BLOCK_SIZE = 256 << 10;
    private static final int MAX_PIECE = 96 << 10;
    private static final int MAX_SIZE = 1_200_000;
    /** Old files are deleted when there are more. */
    private static final int FILES_KEPT = 25;

    private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(2);

    private final CairnFileSystem files;
    private final Ledger ledger;
    private final Leftovers leftovers;
    private final String prefix;
    private final long seed;
    private final int maxReplication;
    private final SplittableRandom random;
    private final List<Owned> closedFiles = new ArrayList<>();
    private final byte[] piece = new byte[MAX_PIECE];
    private int number;
    private volatile boolean stopped;

    /** A file of this thread, with the length that is promised. */
    private record Owned(String path, long length) {}

    WriterTask(
            CairnFileSystem files,
            Ledger ledger,
            Leftovers leftovers,
            String prefix,
            long seed,
            int maxReplication,
            SplittableRandom random) {
        this.files = files;
        this.ledger = ledger;
        this.leftovers = leftovers;
        this.prefix = prefix;
        this.seed = seed;
        this.maxReplication = maxReplication;
        this.random = random;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        while (!stopped) {
            try {
                step();
            } catch (IOException e) {
                Pause.millis(random.nextInt(50, 500));
            }
        }
    }

    private void step() throws IOException {
        PromisedFile.State leftover = random.nextInt(3) == 0 ? leftovers.take() : null;
        int choice = random.nextInt(100);
        if (leftover != null) {
            takeOver(leftover);
        } else if (choice < 65 || closedFiles.isEmpty()) {
            create(prefix + ++number);
        } else if (choice < 90) {
            append(takeClosed());
        } else {
            truncate(takeClosed());
        }
        if (closedFiles.size() > FILES_KEPT) {
            delete(closedFiles.remove(0));
        }
    }

    private Owned takeClosed() {
        return closedFiles.remove(random.nextInt(closedFiles.size()));
    }

    private interface Call {
        void run() throws IOException;
    }

    /** A call whose failure leaves the file to whoever takes it over. */
    private void noted(String path, long promised, Call call) throws IOException {
        try {
            call.run();
        } catch (IOException e) {
            leave(path, promised, e);
            throw e;
        }
    }

    private void leave(String path, long promised, IOException e) throws IOException {
        failed(path, e);
        leftovers.add(new PromisedFile.State(path, 0, 0, true, false, false, false, promised, promised, promised, 0));
    }

    private void failed(String path, IOException e) throws IOException {
        e.printStackTrace();
        ledger.note(Kind.FAILED, path, 0, e.toString());
    }

    private void create(String path) throws IOException {
        // Most files have the most replicas; those of one have no node to spare.
        int replication = random.nextInt(3) > 0 ? maxReplication : 1 + random.nextInt(maxReplication);
        ledger.note(Kind.CREATING, path, replication);
        CreateOptions options = CreateOptions.STANDARD
                .withReplication(replication)
                .withBlockSizeBytes(BLOCK_SIZE)
                .withEmpty(random.nextBoolean());
        CairnOutputStream out;
        try {
            out = files.create(path, options);
        } catch (IOException e) {
            failed(path, e);
            throw e;
        }
        ledger.note(Kind.CREATED, path, 0);
        extend(out, path, 0);
    }

    /** A file without a writer: it is closed with no less than was promised, and goes on from there. */
    private void takeOver(PromisedFile.State file) throws IOException {
        String path = file.path();
        noted(
                path,
                file.visible(),
                () -> Pause.until(
                        "the lease of " + path + " is recovered",
                        RECOVERY_LIMIT,
                        () -> stopped || files.recoverLease(path)));
        if (!stopped) {
            append(new Owned(path, file.visible()));
        }
    }

    private void append(Owned file) throws IOException {
        String path = file.path();
        ledger.note(Kind.APPENDING, path, file.length());
        CairnOutputStream out;
        try {
            out = files.append(path);
        } catch (IOException e) {
            leave(path, file.length(), e);
            throw e;
        }
        long from = out.position();
        if (from < file.length()) {
            ledger.note(Kind.BROKEN, path, from, "append begins at " + from + ", promised are " + file.length());
        }
        extend(out, path, from);
    }

    /** Writes on from a length and closes the file. */
    private void extend(CairnOutputStream out, String path, long from) throws IOException {
        long key = Pattern.key(seed, path);
        // Many small files and some of several blocks.
        long wanted = from + random.nextInt(1 + random.nextInt(MAX_SIZE));
        long[] promised = {from};
        noted(path, from, () -> {
            long position = from;
            try {
                while (position < wanted && !stopped) {
                    int most = random.nextInt(4) == 0 ? 600 : MAX_PIECE;
                    int length = (int) Math.min(wanted - position, 1 + random.nextInt(most));
                    Pattern.fill(key, position, piece, length);
                    out.write(piece, 0, length);
                    position += length;
                    acknowledge(out, path, position);
                    Pause.millis(random.nextInt(40));
                }
                out.close();
            } catch (IOException e) {
                out.abort("it failed");
                throw e;
            }
            promised[0] = position;
        });
        ledger.note(Kind.CLOSED, path, promised[0]);
        closedFiles.add(new Owned(path, promised[0]));
    }

    private void acknowledge(CairnOutputStream out, String path, long position) throws IOException {
        int choice = random.nextInt(10);
        if (choice < 4) {
            out.hflush();
            ledger.note(Kind.FLUSHED, path, position);
        } else if (choice < 6) {
            out.hsync();
            ledger.note(Kind.SYNCED, path, position);
        }
    }

    private void truncate(Owned file) throws IOException {
        String path = file.path();
        long length =
                random.nextInt(4) == 0 ? file.length() / BLOCK_SIZE * BLOCK_SIZE : random.nextLong(file.length() + 1);
        ledger.note(Kind.TRUNCATING, path, length);
        noted(path, length, () -> {
            files.truncate(path, length);
            Pause.until(path + " is cut", RECOVERY_LIMIT, () -> files.isFileClosed(path));
        });
        ledger.note(Kind.CLOSED, path, length);
        closedFiles.add(new Owned(path, length));
    }

    private void delete(Owned file) throws IOException {
        String path = file.path();
        ledger.note(Kind.DELETING, path, 0);
        try {
            if (!files.delete(path, false)) {
                ledger.note(Kind.BROKEN, path, 0, "delete says that there was nothing");
            }
        } catch (HdfsException e) {
            failed(path, e);
            if (e.code() == ErrorCode.FILE_NOT_FOUND) {
                ledger.note(Kind.BROKEN, path, 0, "delete finds nothing");
            }
            throw e;
        }
        ledger.note(Kind.DELETED, path, 0);
    }
}
