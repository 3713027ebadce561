package dev.cairnfs.torture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Threads that read what is being written and remember what they were shown: it must never disappear. */
final class Readers implements AutoCloseable {
    private static final int RECENT = 12;

    private final LedgerBook book;
    private final FileCheck check;
    private final Tally tally;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    Readers(int count, LedgerBook book, FileCheck check, Tally tally, SplittableRandom random) {
        this.book = book;
        this.check = check;
        this.tally = tally;
        for (int i = 1; i <= count; i++) {
            SplittableRandom own = random.split();
            Thread thread = new Thread(() -> run(own), "reader-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    private void run(SplittableRandom random) {
        while (!stopped) {
            try {
                book.refresh();
                List<PromisedFile.State> states = book.states();
                if (!states.isEmpty()) {
                    int from = random.nextInt(4) == 0 ? 0 : Math.max(0, states.size() - RECENT);
                    check.holds(states.get(from + random.nextInt(states.size() - from)));
                }
            } catch (IOException e) {
                // Who checks while no fault is on insists that it can be read.
                if (!(e instanceof FileCheck.ShorterThanShownException)) {
                    tally.count("reads that failed while faults were on");
                }
            } catch (RuntimeException | Error e) {
                tally.broken("a reader failed: " + e);
            }
            Pause.millis(random.nextInt(20, 120));
        }
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
