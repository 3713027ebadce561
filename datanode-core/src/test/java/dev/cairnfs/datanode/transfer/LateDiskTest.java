package dev.cairnfs.datanode.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.datanode.replica.Replica;
import dev.cairnfs.datanode.volume.ReplicaStore;
import dev.cairnfs.datanode.volume.StoreConfig;
import dev.cairnfs.datanode.volume.StoreFixture;
import dev.cairnfs.datanode.volume.StoreListener;
import dev.cairnfs.datanode.volume.VolumeSpec;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.ReplicaState;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.OpWriteBlockProto.BlockConstructionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is so slow that the event loops of a DataNode that stops have ended before it. */
@Timeout(60)
final class LateDiskTest {
    @TempDir
    Path dir;

    private final CountDownLatch opening = new CountDownLatch(1);
    private final CountDownLatch held = new CountDownLatch(1);

    @Test
    void aReplicaThatNobodyTakesOverHasNoWriter() throws Exception {
        Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
        try (ReplicaStore store =
                ReplicaStore.open(StoreConfig.of(List.of(new VolumeSpec(dir, "DISK"))), new HoldingListener())) {
            store.attach(StoreFixture.NAMESPACE);
            DiskExecutor disk = new DiskExecutor(1, 10);
            TransferServer server = new TransferServer(
                    store, TransferConfig.of("127.0.0.1", 0), (block, storage) -> {}, disk, InetSocketAddress::new);
            server.start();
            try (WireClient client = new WireClient(server.port())) {
                client.sendWrite(
                        StoreFixture.block(1, 1001, 0),
                        "client",
                        BlockConstructionStage.PIPELINE_SETUP_CREATE,
                        server.port());
                opening.await();
                server.close();
            }
            held.countDown();
            // Waits for the thread that was held.
            disk.close();
            assertThat(store.lookUp(1)).isEqualTo(new Replica(new Block(1, 1001, 0), ReplicaState.RBW, 0));
            assertThat(store.stopWriter(1)).isCompleted();
        } finally {
            held.countDown();
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(uncaught).isEmpty();
    }

    /** Holds whoever has just created a replica. */
    private final class HoldingListener implements StoreListener {
        @Override
        public void replicaChanged(ReplicaChange change) {
            opening.countDown();
            try {
                held.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void replicaCorrupt(String storageId, Block block) {}

        @Override
        public void volumeFailed(String storageId, String reason, boolean tooMany) {}
    }
}
