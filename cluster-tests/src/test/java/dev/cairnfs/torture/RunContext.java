package dev.cairnfs.torture;

import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * What every scenario gets.
 *
 * @param work an empty directory for everything the run leaves
 * @param seed decides on content, sizes and faults; when a fault meets what is up to the machine
 * @param random made of the seed
 * @param patient whether the end of the run waits for leases to reach their hard limit, or recovers them by calls
 */
record RunContext(Path work, long seed, SplittableRandom random, Tally tally, boolean patient) {
    static RunContext of(Path work, long seed, Tally tally, boolean patient) {
        return new RunContext(work, seed, new SplittableRandom(seed), tally, patient);
    }
}
