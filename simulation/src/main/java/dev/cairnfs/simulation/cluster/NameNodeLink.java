package dev.cairnfs.simulation.cluster;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.simulation.Outcome;
import dev.cairnfs.simulation.SimulatedNameNode;
import dev.cairnfs.simulation.runtime.Fiber;
import dev.cairnfs.simulation.runtime.Kernel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A machine's way to the NameNode: a request and an answer, each of which may be lost, late, or come twice. It stands for
 * the HTTP calls of DataNode and client, which are not simulated.
 */
final class NameNodeLink {
    private static final int ANSWER_MILLIS = 20_000;
    private static final int TWICE_PER_MILLE = 5;

    private final Site site;
    private final String host;

    NameNodeLink(Site site, String host) {
        this.site = site;
        this.host = host;
    }

    /** A call, as the NameNode gets it. */
    interface Request<R> {
        void submit(SimulatedNameNode nameNode, Consumer<Outcome<R>> answer);
    }

    /** Who waits for an answer, in a fiber. */
    private static final class Waiting<R> {
        private final Fiber fiber;
        private @Nullable Outcome<R> outcome;

        Waiting(Fiber fiber) {
            this.fiber = fiber;
        }
    }

    /** No answer came, and none will be waited for; the call may have been carried out. */
    static final class UnansweredException extends SocketTimeoutException {
        private static final long serialVersionUID = 1L;

        UnansweredException(String call) {
            super(call + " was not answered");
        }
    }

    /**
     * Makes one attempt.
     *
     * @throws HdfsException as the NameNode refuses it
     * @throws ConnectException when it was not reached
     * @throws UnansweredException when it may have been
     */
    <R> R call(String name, Request<R> request) throws IOException {
        Kernel kernel = site.kernel();
        kernel.checkAlive();
        Fiber fiber = kernel.fiber();
        if (fiber == null) {
            throw new IllegalStateException("an event loop would block");
        }
        Waiting<R> waiting = new Waiting<>(fiber);
        send(waiting, request);
        if (kernel.chance(TWICE_PER_MILLE)) {
            send(waiting, request);
        }
        long end = site.nowMillis() + ANSWER_MILLIS;
        while (waiting.outcome == null) {
            long left = end - site.nowMillis();
            if (fiber.isInterrupted()) {
                throw new InterruptedIOException(name + " was interrupted");
            }
            if (left <= 0) {
                throw new UnansweredException(name);
            }
            fiber.park(left);
        }
        return value(name, waiting.outcome);
    }

    private static <R> R value(String name, Outcome<R> outcome) throws IOException {
        R value = outcome.value();
        if (value != null) {
            return value;
        }
        HdfsException error = outcome.error();
        if (error != null) {
            // With a stack trace of the caller's.
            throw new HdfsException(error.code(), String.valueOf(error.getMessage()), error);
        }
        if (outcome.reached()) {
            throw new UnansweredException(name);
        }
        throw new ConnectException(name + ": Connection refused");
    }

    private <R> void send(Waiting<R> waiting, Request<R> request) {
        if (site.network().arrives(host, Site.NAME_NODE_HOST)) {
            site.world()
                    .scheduler()
                    .after(
                            site.network().delay(),
                            () -> request.submit(site.nameNode(), outcome -> answer(waiting, outcome)));
        }
    }

    private <R> void answer(Waiting<R> waiting, Outcome<R> outcome) {
        if (site.network().arrives(Site.NAME_NODE_HOST, host)) {
            site.world().scheduler().after(site.network().delay(), () -> {
                if (waiting.outcome == null) {
                    waiting.outcome = outcome;
                    waiting.fiber.unpark();
                }
            });
        }
    }

    /** Whether a refusal says that the same call may succeed a little later. */
    static boolean isForLater(HdfsException refusal) {
        return refusal.code() == ErrorCode.RETRIABLE || refusal.code() == ErrorCode.SAFE_MODE;
    }
}
