package dev.cairnfs.torture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Power cuts of the DataNodes' disks, one at a time. Files of one replica must keep what was acknowledged by hsync or
 * close on that very disk; files of more keep what readers were shown, too.
 */
final class DataNodeCutScenario implements Scenario {
    private static final int DATANODES = 3;
    private static final int WRITERS = 2;
    private static final int DISK_MIB = 512;
    private static final int MAX_DOWN_MILLIS = 500;

    private final RunContext context;
    private final SplittableRandom random;
    private final OnClose onClose = new OnClose();
    private final List<PowerCutDisk> disks = new ArrayList<>();
    private final Cluster cluster;
    private @Nullable Writing writing;

    DataNodeCutScenario(RunContext context) throws IOException {
        this.context = context;
        this.random = context.random().split();
        Path work = context.work();
        List<Path> directories = new ArrayList<>();
        try {
            for (int i = 1; i <= DATANODES; i++) {
                PowerCutDisk disk = onClose.add(PowerCutDisk.create(work.resolve("disk-" + i), DISK_MIB));
                disks.add(disk);
                directories.add(disk.directory());
            }
            cluster = onClose.add(new Cluster(work, work.resolve("namenode"), directories, List.of()));
        } catch (IOException e) {
            onClose.close();
            throw e;
        }
    }

    @Override
    public void start() throws IOException {
        cluster.start();
        writing = onClose.add(new Writing(context, cluster, WRITERS, 2, FileCheck.Promise.SYNCED));
    }

    private Writing writing() {
        if (writing == null) {
            throw new IllegalStateException("not started");
        }
        return writing;
    }

    @Override
    public void cycle() throws IOException {
        Pause.millis(300 + random.nextInt(1500));
        int victim = random.nextInt(DATANODES);
        ServerProcess dataNode = cluster.dataNodes().get(victim);
        writing().book().refresh();
        writing().book().nextEra();
        disks.get(victim).cut();
        // Sometimes it is given time to notice; what it acknowledges then is a promise as any other.
        if (random.nextInt(3) == 0) {
            Pause.millis(random.nextInt(MAX_DOWN_MILLIS));
        }
        dataNode.kill9();
        context.tally().count("power cuts of a DataNode's disk");
        disks.get(victim).plugIn();
        Pause.millis(random.nextInt(MAX_DOWN_MILLIS));
        dataNode.start();
        cluster.awaitReady();
        writing().checkSome();
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
