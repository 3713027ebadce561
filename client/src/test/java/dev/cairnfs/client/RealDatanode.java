package dev.cairnfs.client;

import dev.cairnfs.datanode.transfer.TransferConfig;
import dev.cairnfs.datanode.transfer.TransferServer;
import dev.cairnfs.datanode.volume.ReplicaStore;
import dev.cairnfs.datanode.volume.StoreConfig;
import dev.cairnfs.datanode.volume.StoreListener;
import dev.cairnfs.datanode.volume.VolumeSpec;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.model.ReplicaChange;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The DataNode's store and transfer port, without its heartbeats. */
final class RealDatanode implements Closeable {
    private final Path directory;
    private final ReplicaStore store;
    private TransferServer server;
    private boolean killed;

    RealDatanode(Path directory) throws IOException {
        this.directory = directory;
        this.store = ReplicaStore.open(StoreConfig.of(List.of(new VolumeSpec(directory, "DISK"))), new Deaf());
        store.attach(new NamespaceInfo(1, "CID-1", "BP-1", 0, 1));
        this.server = listen();
    }

    private TransferServer listen() throws IOException {
        TransferServer listening = new TransferServer(store, TransferConfig.of("127.0.0.1", 0), (block, storage) -> {});
        listening.start();
        return listening;
    }

    private static final class Deaf implements StoreListener {
        @Override
        public void replicaChanged(ReplicaChange change) {}

        @Override
        public void replicaCorrupt(String storageId, Block block) {}

        @Override
        public void volumeFailed(String storageId, String reason, boolean tooMany) {}
    }

    BlockLocation location() {
        DatanodeId id = new DatanodeId(store.identity().datanodeUuid(), "127.0.0.1", server.port(), 1);
        return new BlockLocation(id, "/default-rack", store.storages().get(0).storageId(), "DISK", "FINALIZED");
    }

    /** The data files of finished blocks. */
    List<Path> blockFiles() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(f -> f.toString().contains("finalized")
                            && f.getFileName().toString().matches("blk_\\d+"))
                    .toList();
        }
    }

    /** A finished replica as it lies on disk, or null when there is none under this generation stamp. */
    byte @Nullable [] finished(Block block) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            Path meta = files.filter(f -> f.toString().contains("finalized")
                            && f.getFileName().toString().equals(block + ".meta"))
                    .findFirst()
                    .orElse(null);
            return meta == null ? null : Files.readAllBytes(meta.resolveSibling(block.blockName()));
        }
    }

    /** Stops listening, as a crashed process would. */
    void kill() {
        killed = true;
        server.close();
    }

    boolean isKilled() {
        return killed;
    }

    /** Listens again, on another port; what was being written stays as it is. */
    void revive() throws IOException {
        server = listen();
        killed = false;
    }

    @Override
    public void close() {
        server.close();
        try {
            store.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
