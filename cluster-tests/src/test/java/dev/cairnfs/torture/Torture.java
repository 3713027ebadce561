package dev.cairnfs.torture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The long-running command, started by {@code cluster-tests/torture}; docs/RELIABILITY.md says what its runs mean. */
public final class Torture {
    private static final int SKIPPED = 3;

    private Torture() {}

    /** What the command line asks for. */
    private record Options(Kind kind, int cycles, Duration time, long seed) {
        static Options parse(String[] args) {
            if (args.length % 2 != 0) {
                throw new IllegalArgumentException("a kind is needed, and a value for each option");
            }
            int cycles = Integer.MAX_VALUE;
            Duration time = Duration.ofDays(10_000);
            long seed = ThreadLocalRandom.current().nextLong(1_000_000_000);
            for (int i = 2; i < args.length; i += 2) {
                switch (args[i]) {
                    case "--cycles" -> cycles = Integer.parseInt(args[i + 1]);
                    case "--minutes" -> time = Duration.ofMinutes(Long.parseLong(args[i + 1]));
                    case "--seed" -> seed = Long.parseLong(args[i + 1]);
                    default -> throw new IllegalArgumentException("unknown option " + args[i]);
                }
            }
            return new Options(Kind.of(args[1]), cycles, time, seed);
        }
    }

    /**
     * {@code DIRECTORY KIND [--cycles N] [--minutes M] [--seed S]}. Ends with 0 when every promise was kept, 1 when one was
     * broken, 2 for wrong usage, 3 when it cannot run here.
     */
    public static void main(String[] args) throws IOException {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            System.err.println(e.getMessage());
            System.err.println(
                    "usage: cluster-tests/torture " + Kind.words() + " [--cycles N] [--minutes M] [--seed S]");
            System.exit(2);
            return;
        }
        Path work = Files.createDirectories(Path.of(args[0]).toAbsolutePath());
        String whyNot = options.kind().whyNot(work);
        if (!whyNot.isEmpty()) {
            System.err.println("skipped: " + whyNot);
            System.exit(SKIPPED);
        }
        System.exit(run(options, work));
    }

    private static int run(Options options, Path work) {
        Tally tally = new Tally(System.out);
        try {
            RunContext context = RunContext.of(work, options.seed(), tally, true);
            Run.run(options.kind(), context, options.cycles(), options.time());
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
            tally.broken("the run did not come to its end: " + e);
        }
        tally.print();
        if (tally.isClean()) {
            return 0;
        }
        System.out.println("Logs and ledgers are kept in " + work);
        return 1;
    }
}
