package dev.cairnfs.namenode.loop;

/** Hears of every call, refused ones too. Called by {@code nn-state} and {@code nn-journal}: quick and thread-safe. */
@FunctionalInterface
public interface AuditSink {
    AuditSink NONE = event -> {};

    void call(AuditEvent event);
}
