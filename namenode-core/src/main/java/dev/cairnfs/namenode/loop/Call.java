package dev.cairnfs.namenode.loop;

import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.FileStatus;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A call on its way through the loop: who waits for it, and how it ended.
 *
 * @param <R> the answer
 */
final class Call<R> {
    /** What the call is, for audit log and metrics; a null caller means that it is no client's call. */
    record Label(
            @Nullable Caller caller,
            String operation,
            @Nullable String source,
            @Nullable String destination) {}

    private final Label label;
    private final LoopHooks hooks;
    private final long startNanos;
    private final CompletableFuture<R> future = new CompletableFuture<>();
    private @Nullable R result;
    private @Nullable HdfsException error;
    private long txid;

    Call(Label label, LoopHooks hooks) {
        this.label = label;
        this.hooks = hooks;
        this.startNanos = hooks.clock().monotonicNanos();
    }

    CompletableFuture<R> future() {
        return future;
    }

    Label label() {
        return label;
    }

    /** Sets the answer and the txid that must be durable before it leaves. */
    Call<R> answer(@Nullable R answer, long seenTxid) {
        result = answer;
        txid = seenTxid;
        return this;
    }

    /** Sets the refusal, which may tell of state that is not durable yet, too. */
    Call<R> refuse(HdfsException refusal, long seenTxid) {
        error = refusal;
        txid = seenTxid;
        return this;
    }

    long txid() {
        return txid;
    }

    /** Lets the answer leave. */
    void deliver() {
        ErrorCode code = error == null ? null : error.code();
        Caller caller = label.caller();
        if (caller != null) {
            FileStatus status = result instanceof FileStatus made ? made : null;
            hooks.audit()
                    .call(new AuditEvent(
                            hooks.clock().wallMillis(),
                            caller,
                            label.operation(),
                            label.source(),
                            label.destination(),
                            status,
                            code));
        }
        hooks.metrics().completed(label.operation(), code, hooks.clock().monotonicNanos() - startNanos);
        if (error != null) {
            future.completeExceptionally(error);
        } else {
            future.complete(result);
        }
    }
}
