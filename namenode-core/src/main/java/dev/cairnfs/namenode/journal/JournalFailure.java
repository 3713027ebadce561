package dev.cairnfs.namenode.journal;

/** Hears that the journal can no longer make records durable; the process must halt. */
@FunctionalInterface
public interface JournalFailure {
    void failed(String what, Throwable cause);
}
