package dev.cairnfs.simulation;

import java.util.function.Supplier;

/** The simulation has found a bug. */
public final class InvariantViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvariantViolation(String what) {
        super(what);
    }

    public InvariantViolation(String what, Throwable cause) {
        super(what, cause);
    }

    public static void check(boolean holds, Supplier<String> what) {
        if (!holds) {
            throw new InvariantViolation(what.get());
        }
    }

    public static void check(boolean holds, String what) {
        if (!holds) {
            throw new InvariantViolation(what);
        }
    }
}
