package dev.cairnfs.simulation;

import org.jspecify.annotations.Nullable;

/** Keeps the first violation, also one that was found where an exception would be swallowed. */
final class Violations {
    private @Nullable InvariantViolation first;

    void report(InvariantViolation violation) {
        if (first == null) {
            first = violation;
        }
    }

    void throwIfAny() {
        if (first != null) {
            throw first;
        }
    }
}
