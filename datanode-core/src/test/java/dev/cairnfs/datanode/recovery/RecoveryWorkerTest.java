package dev.cairnfs.datanode.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.BlockRecovery;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.ReplicaRecoveryInfo;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of recoveries that are more than a DataNode can take, or that fail. */
@Timeout(60)
final class RecoveryWorkerTest {
    private static final DatanodeId NODE = new DatanodeId("u", "127.0.0.1", 1, 2);

    /** More than run at once, so that some is free when the last of them is reported. */
    private static final int ROOM = 10;

    private final Node node = new Node();
    private final LinkedBlockingQueue<Long> reported = new LinkedBlockingQueue<>();
    private final CountDownLatch open = new CountDownLatch(1);

    /** The only DataNode of all blocks; it has no replica of any. */
    private final class Node implements InterDatanodePort {
        @Override
        public @Nullable ReplicaRecoveryInfo initReplicaRecovery(DatanodeId id, ExtendedBlock block, long recoveryId)
                throws IOException {
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new InterruptedIOException();
            }
            if (recoveryId == 0) {
                throw new HdfsException(ErrorCode.IO, "not now");
            }
            return null;
        }

        @Override
        public String updateReplicaUnderRecovery(
                DatanodeId id, ExtendedBlock replica, long recoveryId, long newBlockId, long newLength) {
            throw new IllegalStateException("there is no replica");
        }
    }

    private RecoveryWorker worker() {
        return new RecoveryWorker(
                node, outcome -> reported.add(outcome.block().block().blockId()), 60_000, ROOM);
    }

    private static BlockRecovery recovery(long blockId, long recoveryId) {
        return new BlockRecovery(
                new Block(blockId, 10, 0),
                recoveryId,
                List.of(new BlockLocation(NODE, "/r", "DS-1", "DISK", "RBW")),
                null);
    }

    private static List<BlockRecovery> recoveries(long from, long to) {
        return LongStream.range(from, to).mapToObj(id -> recovery(id, 20)).toList();
    }

    private @Nullable Long nextReported() throws InterruptedException {
        return reported.poll(20, TimeUnit.SECONDS);
    }

    @Test
    void whatThereIsNoRoomForIsDropped() throws InterruptedException {
        try (RecoveryWorker worker = worker()) {
            worker.recover("BP-1", recoveries(0, ROOM + 5));
            open.countDown();
            for (int i = 0; i < ROOM; i++) {
                assertThat(nextReported()).isLessThan(ROOM);
            }
            worker.recover("BP-1", recoveries(100, 101));
            assertThat(nextReported()).isEqualTo(100);
        }
        assertThat(reported).isEmpty();
    }

    @Test
    void oneThatFailsTakesUpNoRoom() throws InterruptedException {
        open.countDown();
        try (RecoveryWorker worker = worker()) {
            for (int i = 0; i < 3 * ROOM; i++) {
                worker.recover("BP-1", List.of(recovery(1, 0), recovery(2, 20)));
                assertThat(nextReported()).isEqualTo(2L);
            }
        }
    }
}
