package dev.cairnfs.datanode.transfer;

import dev.cairnfs.datanode.replica.ReopenRequest;
import dev.cairnfs.datanode.volume.ReplicaStore;
import dev.cairnfs.shared.error.HdfsException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets the replica that an operation is about, with the disk's threads. One that is there already may still have a writer:
 * that one is stopped before, because two must never write one replica. On the event loop, which it never blocks.
 */
final class ReplicaSetup<R> {
    private static final Logger log = LoggerFactory.getLogger(ReplicaSetup.class);
    private final TransferConnection connection;
    private final WriteRequest request;
    private final Work<R> work;
    private final Consumer<R> done;
    private final Consumer<R> unclaimed;
    private final Consumer<String> refused;

    /** What is done with the files; on a disk thread. */
    @FunctionalInterface
    interface Work<R> {
        R run() throws IOException;
    }

    /**
     * @param done gets what the work gave; on the event loop
     * @param unclaimed gets it instead when the event loop has ended meanwhile; on a disk thread
     * @param refused gets why there is nothing; on the event loop
     */
    ReplicaSetup(
            TransferConnection connection,
            WriteRequest request,
            Work<R> work,
            Consumer<R> done,
            Consumer<R> unclaimed,
            Consumer<String> refused) {
        this.connection = connection;
        this.request = request;
        this.work = work;
        this.done = done;
        this.unclaimed = unclaimed;
        this.refused = refused;
    }

    void start() {
        CompletableFuture<Void> stopped;
        try {
            stopped = stopWriter();
        } catch (HdfsException e) {
            refuse(e);
            return;
        }
        FormerWriter.whenStopped(connection, request.block(), stopped, this::begin, refused);
    }

    private CompletableFuture<Void> stopWriter() throws HdfsException {
        ReplicaStore store = connection.context().store();
        ReopenRequest reopen = request.reopen();
        if (reopen != null) {
            return store.stopWriterFor(reopen);
        }
        return request.isTransfer() ? store.stopOlderWriter(request.block()) : CompletableFuture.completedFuture(null);
    }

    private void begin() {
        DiskExecutor disk = connection.context().disk();
        if (!disk.begin(this::run)) {
            refused.accept(disk.refusal());
        }
    }

    private void run() {
        R result;
        try {
            result = work.run();
        } catch (IOException e) {
            connection.onLoop(() -> refuse(e));
            return;
        } catch (RuntimeException e) {
            log.error("{} cannot be received", request.block(), e);
            connection.onLoop(() -> refused.accept(e.toString()));
            return;
        }
        connection.onLoop(() -> done.accept(result), () -> unclaimed.accept(result));
    }

    private void refuse(IOException e) {
        log.info("{} cannot be received: {}", request.block(), e.toString());
        refused.accept(String.valueOf(e.getMessage()));
    }
}
