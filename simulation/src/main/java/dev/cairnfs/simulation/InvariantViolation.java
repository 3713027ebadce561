package dev.cairnfs.simulation;

import java.util.function.Supplier;

/** The simulation has found a bug. */
public final class InvariantViolation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvariantViolation(String what) {
        super(what);
    }

    InvariantViolation(String what, Throwable cause) {
        super(what, cause);
    }

    static void check(boolean holds, Supplier<String> what) {
        if (!holds) {
            throw new InvariantViolation(what.get());
        }
    }

    static void check(boolean holds, String what) {
        if (!holds) {
            throw new InvariantViolation(what);
        }
    }
}
