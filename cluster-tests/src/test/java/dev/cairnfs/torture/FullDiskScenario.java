package dev.cairnfs.torture;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Full disks. A DataNode's: writing goes on with the others, and it stays up. The NameNode's: safe mode while there is
 * little room, a halt when the journal cannot be written; nothing that was acknowledged is lost either way.
 */
final class FullDiskScenario implements Scenario {
    private static final int DATANODES = 3;
    private static final int WRITERS = 2;
    private static final int REPLICATION = 2;
    private static final int DATA_MIB = 64;
    private static final int NAME_MIB = 48;
    private static final long MIB = 1 << 20;
    private static final int MAX_FULL_MILLIS = 2500;
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final List<String> OPTIONS =
            List.of("--cairn.namenode.resource.reserved=16MB", "--cairn.namenode.resource.check-interval=1s");

    private final RunContext context;
    private final SplittableRandom random;
    private final OnClose onClose = new OnClose();
    private final SmallDisk nameDisk;
    private final List<SmallDisk> dataDisks = new ArrayList<>();
    private final Cluster cluster;
    private @Nullable Writing writing;
    private int cycles;

    FullDiskScenario(RunContext context) throws IOException {
        this.context = context;
        this.random = context.random().split();
        Path work = context.work();
        List<Path> directories = new ArrayList<>();
        try {
            nameDisk = onClose.add(SmallDisk.create(work.resolve("name-disk"), NAME_MIB));
            for (int i = 1; i <= DATANODES; i++) {
                SmallDisk disk = onClose.add(SmallDisk.create(work.resolve("disk-" + i), DATA_MIB));
                dataDisks.add(disk);
                directories.add(disk.directory());
            }
            cluster = onClose.add(new Cluster(work, nameDisk.directory(), directories, OPTIONS));
        } catch (IOException e) {
            onClose.close();
            throw e;
        }
    }

    @Override
    public void start() throws IOException {
        cluster.start();
        writing = onClose.add(new Writing(context, cluster, WRITERS, REPLICATION, FileCheck.Promise.VISIBLE));
    }

    private Writing writing() {
        if (writing == null) {
            throw new IllegalStateException("not started");
        }
        return writing;
    }

    @Override
    public void cycle() throws IOException {
        Pause.millis(300 + random.nextInt(1000));
        switch (cycles++ % 4) {
            case 0, 2 -> fillDataNode();
            case 1 -> fillNameNodeToTheReserve();
            default -> fillNameNode();
        }
        cluster.awaitReady();
        writing().checkSome();
    }

    private void fillDataNode() throws IOException {
        int victim = random.nextInt(DATANODES);
        SmallDisk disk = dataDisks.get(victim);
        disk.fill(random.nextInt(3) * 100_000L);
        context.tally().count("full disks of a DataNode");
        long closedBefore = closed();
        Pause.millis(random.nextInt(MAX_FULL_MILLIS));
        Pause.until("files are written while a DataNode's disk is full", LIMIT, () -> closed() > closedBefore);
        expectAlive(cluster.dataNodes().get(victim));
        writing().checkSome();
        disk.free();
        expectAlive(cluster.dataNodes().get(victim));
    }

    private long closed() throws IOException {
        writing().book().refresh();
        return context.tally().get("acknowledged: " + Ledger.Kind.CLOSED);
    }

    private void expectAlive(ServerProcess server) throws IOException {
        if (!server.isAlive()) {
            context.tally().broken(server.name() + " has ended because its disk is full");
            server.start();
        }
    }

    /** Below the reserve there is safe mode, which stays until somebody leaves it (decision 0066). */
    private void fillNameNodeToTheReserve() throws IOException {
        nameDisk.fill(8 * MIB);
        context.tally().count("NameNode's disks filled to the reserve");
        Pause.until("safe mode is on", LIMIT, this::isSafeModeOn);
        expectAlive(cluster.nameNode());
        writing().checkSome();
        nameDisk.free();
        Pause.millis(1500);
        if (!isSafeModeOn()) {
            context.tally().broken("safe mode for want of space has ended by itself");
        }
        leaveSafeMode();
    }

    /** Faster than it can be noticed: what cannot be journaled is not acknowledged, and the process ends. */
    private void fillNameNode() throws IOException {
        nameDisk.fill(0);
        context.tally().count("full disks of the NameNode");
        Pause.millis(random.nextInt(MAX_FULL_MILLIS));
        if (random.nextBoolean()) {
            cluster.nameNode().kill9();
            context.tally().count("kill -9 of the NameNode with a full disk");
        }
        if (!cluster.nameNode().isAlive() && random.nextBoolean()) {
            cluster.nameNode().start();
            context.tally().count("starts of the NameNode with a full disk");
            Pause.millis(3000);
        }
        nameDisk.free();
        if (!cluster.nameNode().isAlive()) {
            cluster.nameNode().start();
        }
        cluster.nameNode().awaitReady();
        // It may have begun to halt just before there was room again.
        leaveSafeMode();
    }

    private boolean isSafeModeOn() throws IOException {
        return cluster.nameNode().get("/api/v1/safe-mode").contains("\"on\":true");
    }

    private void leaveSafeMode() throws IOException {
        Pause.until("safe mode is off", LIMIT, () -> {
            if (!cluster.nameNode().isAlive()) {
                cluster.nameNode().start();
                cluster.nameNode().awaitReady();
            }
            if (isSafeModeOn()) {
                cluster.nameNode().post("/api/v1/safe-mode?action=leave&user.name=" + Cluster.USER, "");
            }
            return !isSafeModeOn();
        });
    }

    @Override
    public void finish() throws IOException {
        cluster.awaitReady();
        writing().finish();
    }

    @Override
    public void close() throws IOException {
        onClose.close();
    }
}
