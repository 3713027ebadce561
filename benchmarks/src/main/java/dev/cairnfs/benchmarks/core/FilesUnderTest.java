package dev.cairnfs.benchmarks.core;

import dev.cairnfs.namenode.blocks.DatanodeRegistration;
import dev.cairnfs.namenode.command.AddBlock;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.Command;
import dev.cairnfs.namenode.command.Complete;
import dev.cairnfs.namenode.command.Create;
import dev.cairnfs.namenode.command.Query;
import dev.cairnfs.namenode.lifecycle.CheckpointSettings;
import dev.cairnfs.namenode.lifecycle.NameNode;
import dev.cairnfs.namenode.lifecycle.NameNodeConfig;
import dev.cairnfs.namenode.loop.AuditSink;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.StorageInfo;
import dev.cairnfs.shared.path.HdfsPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** A NameNode's core with a real file journal, and three DataNodes that exist only as reports. */
final class FilesUnderTest implements AutoCloseable {
    private static final int DATANODES = 3;
    private static final long FILE_BYTES = 1000;
    private static final long CAPACITY_BYTES = 1L << 50;
    private static final String CLIENT = "bench";

    private final NameNode nameNode;
    private final AtomicLong sequence = new AtomicLong(1);
    private final NamespaceInfo info;
    private final Caller caller =
            new Caller(System.getProperty("user.name"), Set.of("supergroup"), true, "127.0.0.1", null);

    private FilesUnderTest(NameNode nameNode) {
        this.nameNode = nameNode;
        this.info = nameNode.namespaceInfo();
    }

    /** Opens the name directory, and formats it when it is new. */
    static FilesUnderTest open(Path directory) throws IOException {
        NameNodeConfig defaults = NameNodeConfig.defaults(List.of(directory), System.getProperty("user.name"));
        // Images are written when the benchmark says so, not in the middle of a measurement.
        NameNodeConfig config = new NameNodeConfig(
                defaults.nameDirectories(),
                defaults.settings(),
                defaults.blocks(),
                defaults.racks(),
                new CheckpointSettings(Duration.ofDays(1), Long.MAX_VALUE, Duration.ofHours(1), 2),
                defaults.journal(),
                defaults.resources(),
                defaults.queueCapacity());
        Files.createDirectories(directory);
        if (!NameNode.isFormatted(config)) {
            NameNode.format(config, "CID-benchmark");
        }
        return new FilesUnderTest(NameNode.start(
                config,
                (what, cause) -> {
                    throw new IllegalStateException(what, cause);
                },
                AuditSink.NONE));
    }

    void registerDatanodes() {
        for (int i = 0; i < DATANODES; i++) {
            DatanodeId id = datanode(i);
            StorageInfo storage = new StorageInfo(storage(i), "DISK", false, CAPACITY_BYTES, 0, CAPACITY_BYTES, 0, 0);
            NamespaceInfo namespace = nameNode.namespaceInfo();
            DatanodeRegistration registration = new DatanodeRegistration(
                    id,
                    namespace.namespaceId(),
                    namespace.clusterId(),
                    namespace.blockPoolId(),
                    "benchmark",
                    "",
                    List.of(storage));
            nameNode.registerDatanode(registration, 1).join();
            nameNode.apply(soft -> soft.blocks().heartbeat(id.uuid(), List.of(storage), 0, 0, soft.monotonicMillis()))
                    .join();
        }
    }

    private static DatanodeId datanode(int i) {
        return new DatanodeId("datanode-" + i, "10.0.0." + (i + 1), 9866, 9864);
    }

    private static String storage(int i) {
        return "DS-" + i;
    }

    <R> CompletableFuture<R> execute(Command<R> command) {
        return nameNode.execute(caller, command);
    }

    <R> CompletableFuture<R> query(Query<R> query) {
        return nameNode.query(caller, query);
    }

    /** A closed file of one block with three reported replicas: create, addBlock, three reports, complete. */
    CompletableFuture<Boolean> storeFile(HdfsPath path) {
        return execute(new Create(path, 0644, CLIENT, "10.0.0.1", false, true, DATANODES, 0))
                .thenCompose(file -> addBlock(path, file));
    }

    private CompletableFuture<Boolean> addBlock(HdfsPath path, FileStatus file) {
        return execute(new AddBlock(path, file.fileId(), CLIENT, null, List.of(), List.of()))
                .thenCompose(located -> complete(path, file, located));
    }

    private CompletableFuture<Boolean> complete(HdfsPath path, FileStatus file, LocatedBlock located) {
        Block allocated = located.block().block();
        Block written = new Block(allocated.blockId(), allocated.generationStamp(), FILE_BYTES);
        for (int i = 0; i < DATANODES; i++) {
            String uuid = datanode(i).uuid();
            ReplicaChange received = new ReplicaChange(storage(i), written, ReplicaChange.Kind.RECEIVED);
            CompletableFuture<Boolean> reported = nameNode.apply(soft -> {
                soft.blocks()
                        .incrementalReport(uuid, sequence.incrementAndGet(), List.of(received), soft.monotonicMillis());
                return true;
            });
            if (reported.isCompletedExceptionally()) {
                reported.join();
            }
        }
        return execute(new Complete(path, file.fileId(), CLIENT, new ExtendedBlock(info.blockPoolId(), written)));
    }

    void checkpoint() {
        nameNode.checkpoint().join();
    }

    @Override
    public void close() {
        nameNode.close();
    }
}
