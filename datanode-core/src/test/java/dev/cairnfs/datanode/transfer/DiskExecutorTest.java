package dev.cairnfs.datanode.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class DiskExecutorTest {
    @Test
    void beginsNothingBeyondTheLimitButEndsWhatHasBegun() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(3);
        try (DiskExecutor disk = new DiskExecutor(1, 2)) {
            assertThat(disk.begin(() -> {
                        running.countDown();
                        awaitQuietly(held);
                    }))
                    .isTrue();
            running.await();
            assertThat(disk.begin(done::countDown)).isTrue();
            assertThat(disk.begin(done::countDown)).isTrue();
            assertThat(disk.begin(done::countDown)).isFalse();
            assertThat(disk.refusal()).endsWith("the limit is 2");
            disk.execute(done::countDown);
            held.countDown();
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void afterTheCloseNothingBeginsAndWhatHasBegunIsEndedByTheCaller() {
        DiskExecutor disk = new DiskExecutor(1, 2);
        disk.close();
        AtomicReference<Thread> ran = new AtomicReference<>();
        assertThat(disk.begin(() -> ran.set(Thread.currentThread()))).isFalse();
        assertThat(ran.get()).isNull();
        disk.execute(() -> ran.set(Thread.currentThread()));
        assertThat(ran.get()).isEqualTo(Thread.currentThread());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
