package dev.cairnfs.simulation.runtime;

/** Unwinds the threads of a process that was killed. An error, so that no code of the product takes it for a failure. */
public final class ProcessDied extends Error {
    private static final long serialVersionUID = 1L;

    ProcessDied() {
        super("the process was killed", null, false, false);
    }
}
