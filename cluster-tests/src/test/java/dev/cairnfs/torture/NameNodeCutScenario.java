package dev.cairnfs.torture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Power cuts of the disk with the NameNode's journal and images, in the middle of changes and checkpoints. */
final class NameNodeCutScenario implements Scenario {
    private static final int WORKERS = 4;
    private static final int DISK_MIB = 256;
    private static final int MAX_NOTICE_MILLIS = 300;

    private final RunContext context;
    private final SplittableRandom random;
    private final OnClose onClose = new OnClose();
    private final PowerCutDisk disk;
    private final Cluster cluster;
    private @Nullable NamespaceWorkers workers;

    NameNodeCutScenario(RunContext context) throws IOException {
        this.context = context;
        this.random = context.random().split();
        Path work = context.work();
        try {
            disk = onClose.add(PowerCutDisk.create(work.resolve("name-disk"), DISK_MIB));
            cluster = onClose.add(new Cluster(work, disk.directory(), Cluster.plainDirectories(work, 1), List.of()));
        } catch (IOException e) {
            onClose.close();
            throw e;
        }
    }

    @Override
    public void start() throws IOException {
        cluster.start();
        workers = onClose.add(new NamespaceWorkers(WORKERS, cluster, context));
    }

    private NamespaceWorkers workers() {
        if (workers == null) {
            throw new IllegalStateException("not started");
        }
        return workers;
    }

    @Override
    public void cycle() throws IOException {
        workers().resume();
        Pause.millis(100 + random.nextInt(1200));
        disk.cut();
        if (random.nextInt(3) == 0) {
            Pause.millis(random.nextInt(MAX_NOTICE_MILLIS));
        }
        cluster.nameNode().kill9();
        context.tally().count("power cuts of the NameNode's disk");
        disk.plugIn();
        cluster.nameNode().start();
        cluster.awaitReady();
        workers().pause();
        workers().check();
    }

    @Override
    public void finish() throws IOException {
        workers().pause();
        workers().check();
        // Once more, as it is found by a NameNode that starts.
        cluster.nameNode().stop();
        cluster.nameNode().start();
        cluster.awaitReady();
        workers().check();
    }

    @Override
    public void close() throws IOException {
        onClose.close();
    }
}
