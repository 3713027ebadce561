package dev.cairnfs.torture;

import dev.cairnfs.client.CairnFileSystem;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Writers and readers of a cluster with the checks of what they were promised; for one thread. */
final class Writing implements AutoCloseable {
    /** For reading what must be there once every process runs: a busy machine is not to fail it. */
    private static final Duration READ_LIMIT = Duration.ofSeconds(90);

    private static final Duration SETTLE_LIMIT = Duration.ofMinutes(3);
    private static final int RECENT = 40;
    private static final int OLDER = 5;

    private final RunContext context;
    private final Cluster cluster;
    private final CairnFileSystem files;
    private final LedgerBook book;
    private final FileCheck check;
    private final List<WriterProcess> writers = new ArrayList<>();
    private final Readers readers;

    Writing(RunContext context, Cluster cluster, int writerCount, int maxReplication, FileCheck.Promise promise)
            throws IOException {
        this.context = context;
        this.cluster = cluster;
        files = cluster.client();
        book = new LedgerBook(WriterProcess.ledgers(context.work()), context.tally());
        check = new FileCheck(files, book, context.tally(), context.seed(), promise);
        for (int slot = 1; slot <= writerCount; slot++) {
            WriterProcess writer = new WriterProcess(
                    context.work(), cluster.nameNode().uri(), slot, context.seed(), maxReplication, 2);
            writers.add(writer);
            writer.start();
        }
        readers = new Readers(2, book, check, context.tally(), context.random().split());
    }

    List<WriterProcess> writers() {
        return writers;
    }

    LedgerBook book() {
        return book;
    }

    CairnFileSystem files() {
        return files;
    }

    /** Checks the youngest files and some of the older ones, while writing goes on. */
    void checkSome() throws IOException {
        book.refresh();
        List<PromisedFile.State> states = book.states();
        int recent = Math.max(0, states.size() - RECENT);
        for (PromisedFile.State file : states.subList(recent, states.size())) {
            check.mustHold(file, READ_LIMIT);
        }
        for (int i = 0; i < OLDER && recent > 0; i++) {
            check.mustHold(states.get(context.random().nextInt(recent)), READ_LIMIT);
        }
    }

    /** Ends the writers in good order, waits until every file is closed, and checks all there is. */
    void finish() throws IOException {
        for (WriterProcess writer : writers) {
            writer.stop(SETTLE_LIMIT);
        }
        readers.close();
        awaitAllClosed();
        awaitHealthy();
        book.refresh();
        for (PromisedFile.State file : book.states()) {
            check.mustHold(file, READ_LIMIT);
        }
        new ReplicaFiles(cluster, files, context).checkAll(book.states());
    }

    private void awaitAllClosed() throws IOException {
        if (!context.patient()) {
            recoverLeases();
        }
        try {
            Pause.until(
                    "all files are closed",
                    SETTLE_LIMIT.plus(Cluster.LEASE_HARD_LIMIT),
                    () -> cluster.nameNode().get("/api/v1/leases").equals("[]"));
        } catch (IOException e) {
            context.tally().broken(e.getMessage() + ": " + cluster.nameNode().get("/api/v1/leases"));
        }
    }

    private void recoverLeases() throws IOException {
        book.refresh();
        for (PromisedFile.State file : book.states()) {
            if (!file.closed() && file.created() && !file.deleting()) {
                files.recoverLease(file.path());
            }
        }
    }

    private void awaitHealthy() throws IOException {
        try {
            Pause.until(
                    "the file system is healthy",
                    SETTLE_LIMIT,
                    () -> cluster.nameNode()
                            .get("/fsck?path=/&user.name=" + Cluster.USER)
                            .contains("is HEALTHY"));
        } catch (IOException e) {
            context.tally()
                    .broken(e.getMessage() + ": " + cluster.nameNode().get("/fsck?path=/&user.name=" + Cluster.USER));
        }
    }

    @Override
    public void close() throws IOException {
        readers.close();
        writers.forEach(WriterProcess::kill9);
        files.close();
    }
}
