package dev.cairnfs.simulation;

/** Runs many seeds: arguments are the first seed and the number of seeds; without, one seed from the clock. */
public final class SimulationMain {
    private SimulationMain() {}

    public static void main(String[] args) {
        long first = args.length > 0 ? Long.parseLong(args[0]) : System.nanoTime();
        long count = args.length > 1 ? Long.parseLong(args[1]) : 1;
        int failures = 0;
        for (long seed = first; seed < first + count; seed++) {
            long begin = System.nanoTime();
            try {
                Simulation.Report report = Simulation.run(seed, SimulationSettings.standard());
                System.out.println(report + " in " + (System.nanoTime() - begin) / 1_000_000 + " ms");
            } catch (InvariantViolation e) {
                failures++;
                System.out.println("FAILED " + e.getMessage());
                e.printStackTrace(System.out);
            }
        }
        System.out.println(count - failures + " of " + count + " seeds passed");
        if (failures > 0) {
            System.exit(1);
        }
    }
}
