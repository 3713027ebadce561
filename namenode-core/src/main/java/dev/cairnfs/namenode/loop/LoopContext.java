package dev.cairnfs.namenode.loop;

import dev.cairnfs.namenode.blocks.BlockView;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.LeaseClock;
import dev.cairnfs.namenode.command.NameNodeSettings;
import dev.cairnfs.namenode.command.PlanContext;
import dev.cairnfs.namenode.command.SoftState;
import dev.cairnfs.namenode.state.Namespace;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The one context, set anew for each event: planners must not keep it. */
final class LoopContext implements PlanContext {
    private final CoreState state;
    private final RandomGenerator random;
    private final LoopClock clock;
    private final Caller system;
    private Caller caller;
    private long wallMillis;
    private long monotonicMillis;

    LoopContext(CoreState state, RandomGenerator random, LoopClock clock) {
        this.state = state;
        this.random = random;
        this.clock = clock;
        this.system = new Caller(
                state.settings().superuser(), Set.of(state.settings().supergroup()), true, "127.0.0.1", null);
        this.caller = system;
    }

    /** The NameNode itself calls. */
    Caller system() {
        return system;
    }

    LoopContext enter(Caller nextCaller) {
        caller = nextCaller;
        wallMillis = clock.wallMillis();
        monotonicMillis = clock.monotonicNanos() / 1_000_000;
        return this;
    }

    SoftState soft() {
        return new SoftState(state.blocks(), state.leaseClock(), monotonicMillis);
    }

    @Override
    public Namespace namespace() {
        return state.namespace();
    }

    @Override
    public BlockView blocks() {
        return state.blocks();
    }

    @Override
    public Caller caller() {
        return caller;
    }

    @Override
    public long wallMillis() {
        return wallMillis;
    }

    @Override
    public long monotonicMillis() {
        return monotonicMillis;
    }

    @Override
    public LeaseClock leaseClock() {
        return state.leaseClock();
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public NameNodeSettings settings() {
        return state.settings();
    }

    @Override
    public String blockPoolId() {
        return state.blockPoolId();
    }
}
