package dev.cairnfs.namenode.loop;

import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.CreatedFile;
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
    private @Nullable FileStatus about;
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

    /** What the call changed, as it is now: for the audit log, where the answer does not tell it. */
    Call<R> about(@Nullable FileStatus status) {
        about = status;
        return this;
    }

    private @Nullable FileStatus status() {
        if (result instanceof FileStatus made) {
            return made;
        }
        return result instanceof CreatedFile made ? made.status() : about;
    }

    /** Lets the answer leave. */
    void deliver() {
        ErrorCode code = error == null ? null : error.code();
        Caller caller = label.caller();
        if (caller != null) {
            hooks.audit()
                    .call(new AuditEvent(
                            hooks.clock().wallMillis(),
                            caller,
                            label.operation(),
                            label.source(),
                            label.destination(),
                            error == null ? status() : null,
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
