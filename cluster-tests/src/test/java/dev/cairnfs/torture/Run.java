package dev.cairnfs.torture;

import java.io.IOException;
import java.time.Duration;

/** One run: a scenario's cycles up to a number, a time or the first broken promise, and its end. */
final class Run {
    private Run() {}

    static void run(Kind kind, RunContext context, int cycles, Duration time) throws IOException {
        Tally tally = context.tally();
        tally.say(kind.word() + " with seed " + context.seed() + " in " + context.work());
        Scenario scenario = kind.scenario(context);
        Thread onKill = new Thread(() -> closeQuietly(scenario, tally), "ends-all");
        Runtime.getRuntime().addShutdownHook(onKill);
        try {
            scenario.start();
            for (int cycle = 1; cycle <= cycles && tally.elapsed().compareTo(time) < 0 && tally.isClean(); cycle++) {
                scenario.cycle();
                tally.count("cycles");
                if (cycle % 10 == 0) {
                    tally.say(cycle + " cycles");
                }
            }
            scenario.finish();
        } finally {
            scenario.close();
            Runtime.getRuntime().removeShutdownHook(onKill);
        }
    }

    private static void closeQuietly(Scenario scenario, Tally tally) {
        try {
            scenario.close();
        } catch (IOException e) {
            tally.say("not everything was ended: " + e);
        }
    }
}
