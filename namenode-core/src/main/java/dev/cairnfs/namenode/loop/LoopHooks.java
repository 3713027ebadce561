package dev.cairnfs.namenode.loop;

/** What the loop tells the outside. */
public record LoopHooks(LoopClock clock, FaultHandler fault, AuditSink audit, OpMetrics metrics) {}
