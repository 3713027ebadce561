package dev.cairnfs.simulation;

import org.jspecify.annotations.Nullable;

/** Keeps the first violation, also one that was found where an exception would be swallowed. */
public final class Violations {
    private @Nullable InvariantViolation first;

    public void report(InvariantViolation violation) {
        if (first == null) {
            first = violation;
        }
    }

    public void throwIfAny() {
        if (first != null) {
            throw first;
        }
    }
}
