package dev.cairnfs.simulation;

import dev.cairnfs.simulation.runtime.Scheduler;
import dev.cairnfs.simulation.runtime.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** One run: chaos first, then calm in which everything must heal. The same seed gives the same run. */
public final class Simulation {
    private static final long HEALING_MILLIS = 900_000;

    private final SimulationSettings settings;
    private final World world;
    private final SimulatedImages images = new SimulatedImages();
    private final SimulatedNameNode nameNode;
    private final Cluster cluster;
    private final List<RandomClient> randomClients = new ArrayList<>();
    private final List<Writer> writers = new ArrayList<>();
    private final List<CarefulClient> careful = new ArrayList<>();
    private boolean calm;

    /**
     * What a run did.
     *
     * @param traceHash equal for equal seeds
     */
    public record Report(
            long seed,
            long traceHash,
            long events,
            long transactions,
            long crashes,
            long diskFailures,
            long images,
            long datanodeDeaths,
            long damagedReplicas,
            long filesWritten,
            long acknowledged,
            long repeatedCalls) {}

    private Simulation(long seed, SimulationSettings settings) {
        this.settings = settings;
        RandomGenerator random = new SplittableRandom(seed);
        this.world = new World(new Scheduler(), random, new Trace(), new Violations());
        this.nameNode = new SimulatedNameNode(world, images, this::started);
        this.cluster = new Cluster(world, nameNode, settings.datanodes());
        for (int i = 0; i < settings.randomClients(); i++) {
            randomClients.add(new RandomClient(world, nameNode, i));
        }
        for (int i = 0; i < settings.writers(); i++) {
            writers.add(new Writer(world, nameNode, cluster, i));
        }
        for (int i = 0; i < settings.careful(); i++) {
            careful.add(new CarefulClient(world, nameNode, i));
        }
    }

    /**
     * Runs a simulation.
     *
     * @throws InvariantViolation naming the seed when a promise was broken
     */
    public static Report run(long seed, SimulationSettings settings) {
        Simulation simulation = new Simulation(seed, settings);
        try {
            return simulation.run(seed);
        } catch (RuntimeException e) {
            throw new InvariantViolation(
                    "seed " + seed + ", virtual time "
                            + simulation.world.scheduler().nowMillis() + " ms: " + e.getMessage(),
                    e);
        }
    }

    private Report run(long seed) {
        nameNode.start();
        cluster.start();
        randomClients.forEach(RandomClient::start);
        writers.forEach(Writer::start);
        careful.forEach(CarefulClient::start);
        planCrash();
        planCheckpoint();
        planMisfortune();
        simulate(settings.chaosMillis());

        calm = true;
        randomClients.forEach(RandomClient::stop);
        writers.forEach(Writer::stop);
        careful.forEach(CarefulClient::stop);
        cluster.reviveAll();
        simulate(HEALING_MILLIS);
        InvariantViolation.check(nameNode.isRunning(), "the NameNode is down in calm times");
        nameNode.history().compare(nameNode.process().namespace(), "final state");
        cluster.checkHealed();
        nameNode.checkpoint();
        simulate(10_000);
        nameNode.crash(false);
        simulate(60_000);
        cluster.checkHealed();
        return report(seed);
    }

    private void simulate(long millis) {
        world.scheduler().runFor(millis, world.violations()::throwIfAny);
    }

    private Report report(long seed) {
        return new Report(
                seed,
                world.trace().hash(),
                world.scheduler().executed(),
                nameNode.history().lastTxid(),
                nameNode.crashes(),
                nameNode.diskFailures(),
                images.written(),
                cluster.deaths(),
                cluster.damages(),
                writers.stream().mapToLong(Writer::completed).sum(),
                careful.stream().mapToLong(CarefulClient::acknowledged).sum(),
                careful.stream().mapToLong(CarefulClient::repeated).sum());
    }

    /** The NameNode serves again: what was acknowledged before the crash must be there. */
    private void started() {
        careful.forEach(client -> client.check(nameNode.process().namespace()));
    }

    private void planCrash() {
        world.soon((int) settings.crashEveryMillis() * 2, () -> {
            if (!calm) {
                if (world.chance(30)) {
                    nameNode.failDisk();
                } else if (world.chance(60)) {
                    nameNode.crash(world.chance(70));
                } else {
                    nameNode.crashWithinDiskOperations(world.random().nextInt(12));
                }
                planCrash();
            }
        });
    }

    private void planCheckpoint() {
        world.soon((int) settings.checkpointEveryMillis() * 2, () -> {
            nameNode.checkpoint();
            planCheckpoint();
        });
    }

    private void planMisfortune() {
        world.soon(12_000, () -> {
            if (!calm) {
                cluster.misfortune();
                planMisfortune();
            }
        });
    }
}
