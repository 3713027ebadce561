package dev.cairnfs.torture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** kill -9, SIGSTOP and orderly stops of writers, DataNodes and the NameNode at any moment of writing. */
final class KillScenario implements Scenario {
    private static final int DATANODES = 4;
    private static final int WRITERS = 2;
    private static final int REPLICATION = 3;
    private static final int MAX_PAUSE_MILLIS = 3000;
    private static final int MAX_DOWN_MILLIS = 2500;

    private final RunContext context;
    private final SplittableRandom random;
    private final Cluster cluster;
    private final OnClose onClose = new OnClose();
    private @Nullable Writing writing;

    KillScenario(RunContext context) throws IOException {
        this.context = context;
        this.random = context.random().split();
        Path work = context.work();
        cluster = new Cluster(work, work.resolve("namenode"), Cluster.plainDirectories(work, DATANODES), List.of());
        onClose.add(cluster);
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
        Pause.millis(random.nextInt(1500));
        if (random.nextInt(5) == 0) {
            pauseSomebody();
        }
        int choice = random.nextInt(100);
        if (choice < 30) {
            killWriter();
        } else if (choice < 60) {
            killAndStart(dataNode());
        } else if (choice < 82) {
            killAndStart(cluster.nameNode());
        } else if (choice < 88) {
            restartInOrder(dataNode());
            killWriter();
        } else if (choice < 94) {
            killWriter();
            killAndStart(dataNode());
        } else {
            killWriter();
            killAndStart(cluster.nameNode());
        }
        cluster.awaitReady();
        writing().checkSome();
    }

    private ServerProcess dataNode() {
        return cluster.dataNodes().get(random.nextInt(cluster.dataNodes().size()));
    }

    private void killWriter() throws IOException {
        WriterProcess writer = writing().writers().get(random.nextInt(WRITERS));
        writer.kill9();
        context.tally().count("kill -9 of a writer");
        writer.start();
    }

    private void killAndStart(ServerProcess server) throws IOException {
        server.kill9();
        context.tally().count(server == cluster.nameNode() ? "kill -9 of the NameNode" : "kill -9 of a DataNode");
        Pause.millis(random.nextInt(MAX_DOWN_MILLIS));
        server.start();
    }

    private void restartInOrder(ServerProcess dataNode) throws IOException {
        dataNode.stop();
        context.tally().count("orderly restarts of a DataNode");
        dataNode.start();
    }

    /** Whoever stands still for a while finds a world that went on. */
    private void pauseSomebody() throws IOException {
        int choice = random.nextInt(10);
        long millis = 200L + random.nextInt(MAX_PAUSE_MILLIS);
        if (choice < 3) {
            WriterProcess writer = writing().writers().get(random.nextInt(WRITERS));
            writer.signal("STOP");
            Pause.millis(millis);
            writer.signal("CONT");
            context.tally().count("SIGSTOP of a writer");
            return;
        }
        ServerProcess server = choice < 8 ? dataNode() : cluster.nameNode();
        server.signal("STOP");
        Pause.millis(millis);
        server.signal("CONT");
        context.tally().count(server == cluster.nameNode() ? "SIGSTOP of the NameNode" : "SIGSTOP of a DataNode");
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
