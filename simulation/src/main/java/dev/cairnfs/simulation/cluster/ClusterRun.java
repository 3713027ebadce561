package dev.cairnfs.simulation.cluster;

import dev.cairnfs.simulation.InvariantViolation;
import dev.cairnfs.simulation.SimulatedImages;
import dev.cairnfs.simulation.SimulatedNameNode;
import dev.cairnfs.simulation.Violations;
import dev.cairnfs.simulation.World;
import dev.cairnfs.simulation.net.Network;
import dev.cairnfs.simulation.runtime.Kernel;
import dev.cairnfs.simulation.runtime.OsProcess;
import dev.cairnfs.simulation.runtime.Scheduler;
import dev.cairnfs.simulation.runtime.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One run of a cluster: chaos first, then calm in which everything must heal. The same seed gives the same run. */
public final class ClusterRun {
    private static final int CLIENTS = 4;
    private static final int DATANODES = 5;
    private static final int HEALING_MILLIS = 400_000;
    /** Of those, so many are left for what is kept open until then. */
    private static final int CLOSING_MILLIS = 30_000;

    private static final int FINAL_READ_MILLIS = 900_000;
    private static final int CHECKPOINT_MAX_MILLIS = 80_000;
    private static final int TRACE_LINES = Integer.getInteger("cairn.simulation.lines", 400);

    private final Site site;
    private final Ledger ledger = new Ledger();
    private final List<Machine> machines = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final Chaos chaos;
    private final List<LedgerFile> unread = new ArrayList<>();
    private @Nullable LedgerFile unreadable;
    private long replicasChecked;

    private ClusterRun(long seed, int everyMillis) {
        Scheduler scheduler = new Scheduler();
        World world = new World(scheduler, new SplittableRandom(seed), new Trace(), new Violations());
        Kernel kernel = new Kernel(
                scheduler,
                world.random(),
                world.trace(),
                (what, cause) -> world.violations().report(new InvariantViolation(what + ": " + cause, cause)));
        Network network = new Network(kernel);
        SimulatedNameNode nameNode = new SimulatedNameNode(world, new SimulatedImages(), () -> {});
        site = new Site(world, kernel, network, nameNode, new TraceLog(scheduler, world.trace()));
        for (int i = 1; i <= DATANODES; i++) {
            machines.add(new Machine(site, i));
        }
        for (int i = 1; i <= CLIENTS; i++) {
            clients.add(new Client(site, ledger, i));
        }
        chaos = new Chaos(site, ledger, machines, clients, everyMillis);
        kernel.install();
        network.install();
    }

    /**
     * Runs a simulation.
     *
     * @param chaosMillis virtual time with faults
     * @param everyMillis between two faults, on average
     * @return what happened, as numbers by name
     * @throws RuntimeException naming the seed when a promise was broken
     */
    public static Map<String, Long> run(long seed, long chaosMillis, int everyMillis) {
        ClusterRun run = new ClusterRun(seed, everyMillis);
        try {
            return run.run(chaosMillis);
        } catch (RuntimeException e) {
            List<String> lines = run.site.log().lines();
            String tail = String.join("\n  ", lines.subList(Math.max(0, lines.size() - TRACE_LINES), lines.size()));
            throw new InvariantViolation(
                    "seed " + seed + ", virtual time " + run.site.nowMillis() + " ms, trace "
                            + run.site.world().trace().hash() + ": " + e.getMessage() + "\n  " + tail,
                    e);
        } finally {
            run.shutDown();
        }
    }

    private void shutDown() {
        site.kernel().shutDown();
    }

    private void simulate(long millis) {
        site.world().scheduler().runFor(millis, site.world().violations()::throwIfAny);
    }

    private Map<String, Long> run(long chaosMillis) {
        site.nameNode().start();
        machines.forEach(Machine::start);
        simulate(15_000);
        clients.forEach(Client::start);
        chaos.start();
        planCheckpoint();
        simulate(chaosMillis);

        chaos.end();
        clients.forEach(client -> client.stop(HEALING_MILLIS - CLOSING_MILLIS));
        simulate(HEALING_MILLIS);
        InvariantViolation.check(site.nameNode().isRunning(), "the NameNode is down in calm times");
        checkAllClosed();
        site.nameNode().history().compare(site.nameNode().process().namespace(), "final state");
        readEverything();
        checkReplicas();
        return report();
    }

    private void planCheckpoint() {
        site.world().soon(CHECKPOINT_MAX_MILLIS, () -> {
            site.nameNode().checkpoint();
            planCheckpoint();
        });
    }

    private void checkAllClosed() {
        var leases = site.nameNode().process().namespace().leases();
        if (leases.openFileCount() > 0) {
            FileReport report = new FileReport(site, machines);
            report.askForOpenFiles();
            simulate(1000);
            throw new InvariantViolation(
                    "files are still open after the hard limit and the time for recoveries: " + report);
        }
    }

    /** Whoever comes now must be able to read all that was promised. */
    private void readEverything() {
        OsProcess reader = new OsProcess(site.kernel(), "10.0.3.1", "last reader");
        ledger.files().stream().filter(file -> !file.isGone()).forEach(unread::add);
        reader.spawn("main", () -> {
            Workload workload = new Workload(site, ledger, Client.open(site, "10.0.3.1"), "last reader", "/files/none");
            while (!unread.isEmpty()) {
                LedgerFile file = unread.get(0);
                boolean read = workload.readInTheEnd(file);
                if (!read && file.finalFloor() > 0) {
                    unreadable = file;
                    return;
                }
                unread.remove(0);
            }
        });
        simulate(FINAL_READ_MILLIS);
        LedgerFile failed = unreadable;
        if (failed != null) {
            FileReport report = new FileReport(site, machines);
            report.askFor(failed.path());
            simulate(1000);
            throw new InvariantViolation(
                    failed.path() + " cannot be read although all nodes are up: " + failed + report);
        }
        InvariantViolation.check(unread.isEmpty(), () -> "the last reader hangs at " + unread.get(0));
    }

    private void checkReplicas() {
        ReplicaCheck check = new ReplicaCheck(site, machines);
        check.ask(ledger);
        simulate(5000);
        replicasChecked = check.end();
    }

    private Map<String, Long> report() {
        Map<String, Long> report = new TreeMap<>();
        report.put("trace hash", site.world().trace().hash());
        report.put("virtual ms", site.nowMillis() - Scheduler.BEGIN_MILLIS);
        report.put("events", site.world().scheduler().executed());
        report.put("transactions", site.nameNode().history().lastTxid());
        report.put("files", (long) ledger.files().size());
        report.put("files closed", ledger.closed());
        report.put("bytes acknowledged", ledger.bytesAcknowledged());
        report.put("reads checked", ledger.reads());
        report.put("replicas checked", replicasChecked);
        report.put("files kept open", ledger.keptOpen());
        report.put("messages lost or held up", site.network().faultsMet());
        chaos.counts().forEach((kind, count) -> report.put("fault: " + kind, count));
        return report;
    }
}
