package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.blocks.BlockView;
import dev.cairnfs.namenode.state.Namespace;
import java.util.random.RandomGenerator;

/** What a planner may look at. Everything here is for reading. */
public interface PlanContext {
    Namespace namespace();

    BlockView blocks();

    Caller caller();

    /** Wall clock in milliseconds since 1970: for mtime, atime and records only. */
    long wallMillis();

    /** Monotonic clock in milliseconds: for ages and durations. */
    long monotonicMillis();

    LeaseClock leaseClock();

    RandomGenerator random();

    NameNodeSettings settings();

    String blockPoolId();
}
