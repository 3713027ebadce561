package dev.cairnfs.simulation;

/** Thrown out of a disk operation: the process dies in the middle of it. */
final class SimulatedCrash extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SimulatedCrash() {
        super("the process dies here", null, false, false);
    }
}
