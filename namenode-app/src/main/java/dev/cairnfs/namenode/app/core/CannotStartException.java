package dev.cairnfs.namenode.app.core;

import org.jspecify.annotations.Nullable;

/** The NameNode cannot start as it is set up; somebody has to do something first. */
public final class CannotStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String action;

    /**
     * Says what is wrong and what helps.
     *
     * @param action what to do, a sentence
     */
    public CannotStartException(String message, String action, @Nullable Throwable cause) {
        super(message, cause);
        this.action = action;
    }

    /** What to do. */
    public String action() {
        return action;
    }
}
