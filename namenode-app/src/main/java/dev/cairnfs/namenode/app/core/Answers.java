package dev.cairnfs.namenode.app.core;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the core's answers and turns their failures into what a door may show. */
public final class Answers {
    private Answers() {}

    /**
     * Waits for an answer.
     *
     * @throws HdfsException the refusal that the core gave; RETRIABLE when the time ran out or the thread was
     *     interrupted: then the outcome is unknown
     * @throws IllegalStateException when the core failed in a way that no rule foresees
     */
    public static <R> R await(CompletableFuture<R> answer, Duration limit) throws HdfsException {
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HdfsException refusal) {
                throw refusal;
            }
            throw new IllegalStateException("the NameNode's core failed", e.getCause());
        } catch (TimeoutException e) {
            throw new HdfsException(
                    ErrorCode.RETRIABLE,
                    "No answer within " + limit.toSeconds() + " s: whether the call was carried out is unknown",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HdfsException(
                    ErrorCode.RETRIABLE, "The server is stopping: whether the call was carried out is unknown", e);
        }
    }
}
