package dev.cairnfs.torture;

import dev.cairnfs.client.CairnFileSystem;
import dev.cairnfs.client.ClientSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The process of a writer. It ends in good order when its standard input ends, so that it never outlives its run. */
public final class WriterMain {
    private WriterMain() {}

    /** {@code NAMENODE USER LEDGERS SLOT INCARNATION SEED MAX_REPLICATION THREADS}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path ledgers = Path.of(args[2]);
        int slot = Integer.parseInt(args[3]);
        int incarnation = Integer.parseInt(args[4]);
        long seed = Long.parseLong(args[5]);
        int maxReplication = Integer.parseInt(args[6]);
        SplittableRandom random = new SplittableRandom(Pattern.key(seed, "writer-" + slot + "-" + incarnation));
        Leftovers leftovers = Leftovers.of(ledgers, slot);
        try (CairnFileSystem files = CairnFileSystem.open(ClientSettings.of(URI.create(args[0]), args[1]));
                Ledger ledger = new Ledger(Ledger.file(ledgers, slot, incarnation))) {
            List<Thread> threads = new ArrayList<>();
            List<WriterTask> tasks = new ArrayList<>();
            for (int i = 1; i <= Integer.parseInt(args[7]); i++) {
                String prefix = "/torture/" + slot + "/" + incarnation + "-" + i + "-";
                WriterTask task =
                        new WriterTask(files, ledger, leftovers, prefix, seed, maxReplication, random.split());
                tasks.add(task);
                Thread thread = new Thread(task, "writer-" + i);
                threads.add(thread);
                thread.start();
            }
            while (System.in.read() >= 0) {}
            tasks.forEach(WriterTask::stop);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
