package dev.cairnfs.torture;

import dev.cairnfs.client.CairnFileSystem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Threads that change the namespace without a break, each its own directory, and know what they were promised. */
final class NamespaceWorkers implements AutoCloseable {
    private final CairnFileSystem files;
    private final List<NamespaceWorker> workers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    /** Held for reading by each step of a worker, for writing by who wants them to stand still. */
    private final ReentrantReadWriteLock steps = new ReentrantReadWriteLock(true);

    private volatile boolean stopped;

    /** Starts them; they stand still until {@link #resume}. */
    NamespaceWorkers(int count, Cluster cluster, RunContext context) {
        files = cluster.client();
        steps.writeLock().lock();
        for (int i = 1; i <= count; i++) {
            NamespaceWorker worker = new NamespaceWorker(
                    files, "/torture/" + i, context, context.random().split());
            workers.add(worker);
            Thread thread = new Thread(() -> run(worker), "namespace-worker-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    private void run(NamespaceWorker worker) {
        while (!stopped) {
            steps.readLock().lock();
            try {
                if (!stopped) {
                    worker.step();
                }
            } finally {
                steps.readLock().unlock();
            }
        }
    }

    /** Lets them work; by the thread that lets them stand still. */
    void resume() {
        if (steps.isWriteLockedByCurrentThread()) {
            steps.writeLock().unlock();
        }
    }

    /** Returns when every call has come to its end. */
    void pause() {
        if (!steps.isWriteLockedByCurrentThread()) {
            steps.writeLock().lock();
        }
    }

    /** Compares the namespace with what was promised. They must stand still. */
    void check() throws IOException {
        for (NamespaceWorker worker : workers) {
            worker.check();
        }
    }

    @Override
    public void close() throws IOException {
        stopped = true;
        resume();
        for (Thread thread : threads) {
            try {
                thread.join(120_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        files.close();
    }
}
