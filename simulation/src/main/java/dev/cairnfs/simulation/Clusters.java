package dev.cairnfs.simulation;

import dev.cairnfs.simulation.weave.WovenClasses;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;

/** Runs simulated clusters, whose classes are woven and therefore loaded apart from the caller's. */
public final class Clusters {
    private static final String RUN = "dev.cairnfs.simulation.cluster.ClusterRun";

    private final MethodHandle run;
    private final WovenClasses classes;

    private Clusters(WovenClasses classes) {
        this.classes = classes;
        try {
            Class<?> type = classes.loadClass(RUN);
            MethodType signature = MethodType.methodType(Map.class, long.class, long.class, int.class);
            run = MethodHandles.publicLookup().findStatic(type, "run", signature);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot load " + RUN, e);
        }
    }

    /** Clusters of the product as it is. */
    public static Clusters plain() {
        return new Clusters(WovenClasses.plain());
    }

    /** Clusters of the product with a bug in it. */
    static Clusters withBug(Bug bug) {
        return new Clusters(WovenClasses.mutated(bug.owner(), bug.method(), bug.callee(), bug.answer()));
    }

    /**
     * Runs one.
     *
     * @param chaosMillis virtual time with faults
     * @param everyMillis between two faults, on average
     * @return what happened, as numbers by name
     * @throws RuntimeException naming the seed when a promise was broken
     */
    @SuppressWarnings("unchecked") // The other loader's class has this signature, too.
    public Map<String, Long> run(long seed, long chaosMillis, int everyMillis) {
        try {
            return (Map<String, Long>) run.invoke(seed, chaosMillis, everyMillis);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs {@link Simulation} of these classes. */
    void runNameNode(long seed) {
        try {
            Class<?> settings = classes.loadClass(SimulationSettings.class.getName());
            Object standard = settings.getMethod("standard").invoke(null);
            classes.loadClass(Simulation.class.getName())
                    .getMethod("run", long.class, settings)
                    .invoke(null, seed, standard);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
