package dev.cairnfs.shared.model;

/** Whether a DataNode is heard from: stale after 30 s without a heartbeat, dead after 630 s by default (SPEC D1). */
public enum LivenessState {
    LIVE,
    STALE,
    DEAD
}
