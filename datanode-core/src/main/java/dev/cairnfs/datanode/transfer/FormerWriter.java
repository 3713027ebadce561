package dev.cairnfs.datanode.transfer;

import dev.cairnfs.shared.model.ExtendedBlock;
import io.netty.util.concurrent.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Who wrote a replica before an operation: it is waited for, and not for ever. On the event loop, which never blocks. */
final class FormerWriter {
    private FormerWriter() {}

    /**
     * Goes on when a writer has ended that was asked to.
     *
     * @param then runs at once when it has ended already
     * @param refused gets a reason instead when it takes longer than {@link TransferConfig#writerStopMillis}
     */
    static void whenStopped(
            TransferConnection connection,
            ExtendedBlock block,
            CompletableFuture<Void> stopped,
            Runnable then,
            Consumer<String> refused) {
        if (stopped.isDone()) {
            then.run();
            return;
        }
        int maxMillis = connection.context().config().writerStopMillis();
        String tooLate = "the former writer of " + block + " did not stop within " + maxMillis + " ms";
        Future<?> limit = connection.loop().schedule(() -> refused.accept(tooLate), maxMillis, TimeUnit.MILLISECONDS);
        CompletableFuture<Void> unused = stopped.thenRun(() -> connection.onLoop(() -> {
            if (limit.cancel(false)) {
                then.run();
            }
        }));
    }
}
