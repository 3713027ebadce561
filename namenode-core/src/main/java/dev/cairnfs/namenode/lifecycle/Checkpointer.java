package dev.cairnfs.namenode.lifecycle;

import dev.cairnfs.namenode.image.ImageFiles;
import dev.cairnfs.namenode.image.ImageWriter;
import dev.cairnfs.namenode.journal.FileJournal;
import dev.cairnfs.namenode.loop.FaultHandler;
import dev.cairnfs.namenode.loop.StateLoop;
import dev.cairnfs.namenode.state.NamespaceSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes images while serving, on its thread {@code nn-checkpointer}: by time, by transactions and on demand, one at a
 * time. A failure is remembered and shown; the journal keeps what the image does not have. After an exception, also one
 * that is a bug, it goes on; an error of the virtual machine ends the process.
 */
final class Checkpointer {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);
    private static final long HOUSEKEEPING_MILLIS = 5_000;
    private static final long MEND_MAX_MILLIS = 3_600_000;

    /** Writes the image of a snapshot into a directory. */
    @FunctionalInterface
    interface Images {
        void write(NamespaceSnapshot snapshot, Path directory) throws IOException;
    }

    /**
     * What is around it.
     *
     * @param mendFirstMillis a directory of the journal that failed is tried again after so long, then after twice as long,
     *     and so on
     */
    record Surroundings(Images images, long mendFirstMillis, FaultHandler fault) {
        static Surroundings real(FaultHandler fault) {
            return new Surroundings(ImageWriter::write, 60_000, fault);
        }
    }

    private final Surroundings surroundings;
    private final CheckpointSettings settings;
    private final NameDirectories directories;
    private final StateLoop loop;
    private final FileJournal journal;
    private final KnownDatanodes knownDatanodes;
    private final LinkedBlockingQueue<CompletableFuture<Long>> requests = new LinkedBlockingQueue<>(100);
    private final Thread thread = new Thread(this::run, "nn-checkpointer");
    private volatile CheckpointStatus status;
    private volatile boolean stopping;
    private long lastNanos = System.nanoTime();
    private long lookedNanos = lastNanos;
    private long mendTriedNanos = lastNanos;
    private long mendWaitMillis;
    private boolean imageMissing;

    /** @param imageTxid the newest image's */
    Checkpointer(
            CheckpointSettings settings,
            NameDirectories directories,
            StateLoop loop,
            FileJournal journal,
            KnownDatanodes knownDatanodes,
            long imageTxid,
            Surroundings surroundings) {
        this.surroundings = surroundings;
        this.mendWaitMillis = surroundings.mendFirstMillis();
        this.settings = settings;
        this.directories = directories;
        this.loop = loop;
        this.journal = journal;
        this.knownDatanodes = knownDatanodes;
        this.imageMissing = directories.hasAdded();
        this.status = new CheckpointStatus(imageTxid, 0, 0, 0, false, null);
    }

    void start() {
        thread.start();
    }

    /** Asks for an image of now; completes with the last txid in it. */
    CompletableFuture<Long> request() {
        CompletableFuture<Long> request = new CompletableFuture<>();
        if (stopping || !requests.offer(request)) {
            request.completeExceptionally(new IOException(
                    stopping ? "the NameNode is stopping" : "too many checkpoints have been asked for"));
        }
        return request;
    }

    CheckpointStatus status() {
        CheckpointStatus last = status;
        return new CheckpointStatus(
                last.lastTxid(),
                last.lastWallMillis(),
                last.lastDurationMillis(),
                journal.status().lastTxid() - last.lastTxid(),
                last.running(),
                last.failure());
    }

    private void run() {
        long lookMillis = Math.min(settings.checkPeriod().toMillis(), HOUSEKEEPING_MILLIS);
        while (!stopping) {
            try {
                round(lookMillis);
            } catch (InterruptedException e) {
                // Nobody interrupts this thread but the virtual machine's end.
                stopping = true;
            } catch (RuntimeException e) {
                LOG.error("A bug in the checkpointer: it goes on", e);
            } catch (Error e) {
                stopping = true;
                refuseLate();
                surroundings.fault().fault("The thread nn-checkpointer has died", e);
            }
        }
    }

    private void round(long lookMillis) throws InterruptedException {
        CompletableFuture<Long> request = requests.poll(imageMissing ? 0 : lookMillis, TimeUnit.MILLISECONDS);
        if (!stopping && (request != null || isDue())) {
            attempt(request);
        } else if (request != null) {
            request.completeExceptionally(new IOException("the NameNode is stopping"));
        }
        knownDatanodes.write();
    }

    private boolean isDue() {
        if (imageMissing) {
            // A directory that has joined is of no use before it holds an image.
            imageMissing = false;
            return true;
        }
        long nanos = System.nanoTime();
        if (journalIsMended(nanos)) {
            // The directory lacks what was written without it: an image makes up for that.
            return true;
        }
        if (nanos - lookedNanos < settings.checkPeriod().toNanos()) {
            return false;
        }
        lookedNanos = nanos;
        CheckpointStatus now = status();
        long age = nanos - lastNanos;
        return now.transactionsSince() >= settings.transactions()
                || (now.transactionsSince() > 0 && age >= settings.period().toNanos());
    }

    /** Tries a failed directory of the journal again, at growing intervals; true when one is back in use. */
    private boolean journalIsMended(long nanos) {
        long failed = failedDirectories();
        if (failed == 0) {
            mendWaitMillis = surroundings.mendFirstMillis();
            mendTriedNanos = nanos;
            return false;
        }
        if (nanos - mendTriedNanos < TimeUnit.MILLISECONDS.toNanos(mendWaitMillis)) {
            return false;
        }
        mendTriedNanos = nanos;
        mendWaitMillis = Math.min(2 * mendWaitMillis, MEND_MAX_MILLIS);
        try {
            journal.roll().join();
        } catch (CompletionException e) {
            LOG.error("The journal could not be rolled", e.getCause());
            return false;
        }
        return failedDirectories() < failed;
    }

    private long failedDirectories() {
        return journal.status().directories().stream()
                .filter(directory -> directory.failure() != null)
                .count();
    }

    private void attempt(@Nullable CompletableFuture<Long> request) throws InterruptedException {
        CheckpointStatus before = status;
        status = new CheckpointStatus(
                before.lastTxid(), before.lastWallMillis(), before.lastDurationMillis(), 0, true, before.failure());
        long begin = System.nanoTime();
        // Also after a failure: a full disk is not tried again every minute.
        lastNanos = begin;
        try {
            long txid = checkpoint();
            long millis = (System.nanoTime() - begin) / 1_000_000;
            LOG.info("Wrote an image with txid {} in {} ms", txid, millis);
            status = new CheckpointStatus(txid, System.currentTimeMillis(), millis, 0, false, null);
            if (request != null) {
                request.complete(txid);
            }
        } catch (ExecutionException e) {
            failed(before, request, Objects.requireNonNullElse(e.getCause(), e));
        } catch (IOException | RuntimeException e) {
            failed(before, request, e);
        } catch (Error e) {
            failed(before, request, e);
            throw e;
        }
    }

    private void failed(CheckpointStatus before, @Nullable CompletableFuture<Long> request, Throwable why) {
        LOG.error("The checkpoint failed; the journal keeps everything since txid {}", before.lastTxid(), why);
        status = new CheckpointStatus(
                before.lastTxid(), before.lastWallMillis(), before.lastDurationMillis(), 0, false, why.toString());
        if (request != null) {
            request.completeExceptionally(why);
        }
    }

    /** What the loop gives: a snapshot, and the roll that ends its segment. */
    private record Taken(NamespaceSnapshot snapshot, CompletableFuture<Long> rolled) {}

    private long checkpoint() throws IOException, ExecutionException, InterruptedException {
        Taken taken = loop.onLoop(
                        "checkpoint", state -> new Taken(state.namespace().snapshot(), journal.roll()))
                .get();
        // The image must not hold what a crash can still undo.
        taken.rolled().get();
        writeToAll(taken.snapshot());
        purge();
        return taken.snapshot().lastTxid();
    }

    private void writeToAll(NamespaceSnapshot snapshot) throws IOException {
        IOException failure = null;
        int written = 0;
        for (NameDirectory directory : directories.directories()) {
            try {
                surroundings.images().write(snapshot, directory.current());
                written++;
            } catch (IOException e) {
                LOG.error("The image with txid {} could not be written to {}", snapshot.lastTxid(), directory, e);
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (written == 0 && failure != null) {
            throw failure;
        }
    }

    private void purge() throws IOException {
        long needed = Long.MAX_VALUE;
        for (NameDirectory directory : directories.directories()) {
            ImageFiles.purge(directory.current(), settings.imagesRetained());
            List<ImageFiles.Image> images = ImageFiles.list(directory.current());
            if (!images.isEmpty()) {
                needed = Math.min(needed, images.get(images.size() - 1).lastTxid());
            }
        }
        if (needed != Long.MAX_VALUE) {
            journal.purgeBefore(needed + 1);
        }
    }

    /** Waits for a checkpoint that is being written, and ends the thread. */
    void stop() throws InterruptedException {
        stopping = true;
        // Wakes the thread; when there is no room, there is something to wake it already.
        requests.offer(new CompletableFuture<>());
        thread.join();
        refuseLate();
    }

    private void refuseLate() {
        CompletableFuture<Long> late = requests.poll();
        while (late != null) {
            late.completeExceptionally(new IOException("the NameNode is stopping"));
            late = requests.poll();
        }
    }
}
