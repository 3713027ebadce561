package dev.cairnfs.datanode.namenode;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.DatanodeCommand;
import dev.cairnfs.shared.model.NamespaceInfo;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps up the talk with the NameNode, on two threads: one registers, sends heartbeats and full reports and does what it
 * is told; the other sends incremental reports the moment there is something to tell, because a {@code complete} may be
 * waiting for it. While a full report is made and sent no incremental one is: otherwise the NameNode could take a replica
 * that came in between for a missing one.
 */
public final class NameNodeActor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NameNodeActor.class);
    private static final long INCREMENTAL_RETRY_MILLIS = 200;
    private static final long INCREMENTAL_FAULT_MILLIS = 1000;

    private final NameNodePort nameNode;
    private final LocalNode node;
    private final ReportQueue queue;
    private final LongSupplier nanoTime;
    private final ReentrantLock reporting = new ReentrantLock();
    /** The number of the last report. It is drawn before the report is composed. */
    private final AtomicLong sequence;

    private final Object monitor = new Object();
    // Under the monitor.
    private final ActorSchedule schedule;
    private boolean reachable = true;
    private volatile boolean closed;
    private final Thread steps = new Thread(this::runSteps, "dn-heartbeat");
    private final Thread reports = new Thread(this::runReports, "dn-incremental");

    /**
     * Says nothing before {@link #start}.
     *
     * @param nanoTime a monotonic clock in nanoseconds
     * @param firstSequence where the numbers of the reports begin: above all that an earlier run of this DataNode used
     */
    public NameNodeActor(
            NameNodePort nameNode, LocalNode node, ReportQueue queue, LongSupplier nanoTime, long firstSequence) {
        this.nameNode = nameNode;
        this.node = node;
        this.queue = queue;
        this.nanoTime = nanoTime;
        this.sequence = new AtomicLong(firstSequence);
        this.schedule = new ActorSchedule(nanoTime.getAsLong());
        steps.setDaemon(true);
        reports.setDaemon(true);
    }

    public void start() {
        steps.start();
        reports.start();
    }

    /** True when the NameNode knows this DataNode. */
    public boolean isRegistered() {
        synchronized (monitor) {
            return schedule.isRegistered();
        }
    }

    /** Sends a heartbeat, and a full report when asked for, as soon as possible. */
    public void hurry(boolean fullReport) {
        synchronized (monitor) {
            schedule.mustHeartbeat(nanoTime.getAsLong());
            if (fullReport) {
                schedule.mustReport();
            }
            monitor.notifyAll();
        }
    }

    private void runSteps() {
        while (!closed) {
            long wait = step();
            synchronized (monitor) {
                wait = Math.min(wait, schedule.waitNanos(nanoTime.getAsLong()));
                if (wait > 0 && !closed) {
                    try {
                        TimeUnit.NANOSECONDS.timedWait(monitor, wait);
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            }
        }
    }

    /** Does what is due; returns how long, in nanoseconds, there is nothing more to do. */
    long step() {
        ActorSchedule.Step due;
        synchronized (monitor) {
            if (queue.takeOverflow()) {
                schedule.mustReport();
            }
            due = schedule.next(nanoTime.getAsLong());
        }
        try {
            switch (due) {
                case REGISTER -> register();
                case REPORT -> report();
                case HEARTBEAT -> heartbeat();
                case WAIT -> {
                    // Nothing is due.
                }
            }
            if (due != ActorSchedule.Step.WAIT && !reachable) {
                reachable = true;
                log.info("The NameNode answers again");
            }
        } catch (IOException e) {
            failed(due, e);
        } catch (RuntimeException e) {
            log.error("{} failed", due, e);
            failed(due, new IOException(e));
        }
        synchronized (monitor) {
            return schedule.waitNanos(nanoTime.getAsLong());
        }
    }

    private void failed(ActorSchedule.Step step, IOException cause) {
        if (cause instanceof HdfsException hdfs && isFatal(hdfs.code())) {
            closed = true;
            node.fatal(step + ": " + cause.getMessage());
            return;
        }
        boolean unknown = cause instanceof HdfsException hdfs && hdfs.code() == ErrorCode.UNREGISTERED_NODE;
        if (reachable && !unknown) {
            reachable = false;
            log.warn("{} failed, and is tried again: {}", step, cause.toString());
        }
        synchronized (monitor) {
            schedule.failed(nanoTime.getAsLong());
            if (unknown) {
                schedule.mustRegister();
            }
        }
    }

    /** Errors that do not go away by trying again. */
    private static boolean isFatal(ErrorCode code) {
        return code == ErrorCode.INCONSISTENT_STORAGE
                || code == ErrorCode.INCORRECT_VERSION
                || code == ErrorCode.DISALLOWED_DATANODE;
    }

    private void register() throws IOException {
        NameNodePort.Registration registration = node.registration();
        NameNodePort.Registered answer = nameNode.register(sequence.incrementAndGet(), registration);
        NamespaceInfo namespace = answer.namespace();
        node.joined(namespace);
        if (!registration.isFormatted()) {
            // It has only learned which cluster this is: who is let in must not forget his id with the next crash.
            answer = nameNode.register(sequence.incrementAndGet(), node.registration());
        }
        log.info("Registered with the NameNode of {}", namespace);
        synchronized (monitor) {
            schedule.registered(
                    nanoTime.getAsLong(), answer.heartbeatIntervalMillis(), answer.blockReportIntervalMillis());
            monitor.notifyAll();
        }
    }

    private void report() throws IOException {
        reporting.lock();
        try {
            long number = sequence.incrementAndGet();
            for (Map.Entry<String, byte[]> report : node.fullReports().entrySet()) {
                nameNode.blockReport(node.uuid(), number, report.getKey(), report.getValue());
            }
        } finally {
            reporting.unlock();
        }
        synchronized (monitor) {
            schedule.reported(nanoTime.getAsLong());
        }
    }

    private void heartbeat() throws IOException {
        // The next one is due an interval after this one began, however long the answer takes.
        long now = nanoTime.getAsLong();
        NameNodePort.HeartbeatAnswer answer = nameNode.heartbeat(node.uuid(), node.heartbeat());
        synchronized (monitor) {
            schedule.heartbeatAnswered(now);
        }
        node.foundSlow(answer.slow());
        for (DatanodeCommand command : answer.commands()) {
            switch (command.action()) {
                case REGISTER -> {
                    synchronized (monitor) {
                        schedule.mustRegister();
                    }
                }
                case BLOCK_REPORT -> {
                    synchronized (monitor) {
                        schedule.mustReport();
                    }
                }
                case TRANSFER, INVALIDATE, RECOVER_BLOCK -> node.execute(command);
            }
        }
    }

    private void runReports() {
        try {
            while (!closed) {
                queue.await();
                awaitRegistered();
                long pause = closed ? 0 : pauseAfterIncremental();
                if (pause > 0) {
                    synchronized (monitor) {
                        monitor.wait(pause);
                    }
                }
            }
        } catch (InterruptedException e) {
            log.debug("Incremental reports end");
        }
    }

    /** Whatever fails, this goes on: without it no file would ever be complete again. */
    private long pauseAfterIncremental() {
        try {
            return sendIncremental() ? 0 : INCREMENTAL_RETRY_MILLIS;
        } catch (RuntimeException e) {
            log.error("An incremental report failed, and is sent again", e);
            return INCREMENTAL_FAULT_MILLIS;
        }
    }

    private void awaitRegistered() throws InterruptedException {
        synchronized (monitor) {
            while (!schedule.isRegistered() && !closed) {
                monitor.wait();
            }
        }
    }

    /** Tells what there is to tell; false when that failed, and it will have to be told again. */
    boolean sendIncremental() {
        reporting.lock();
        try {
            long number = sequence.incrementAndGet();
            ReportQueue.Batch batch = queue.take();
            if (batch.isEmpty()) {
                return true;
            }
            return send(number, batch);
        } finally {
            reporting.unlock();
        }
    }

    private boolean send(long number, ReportQueue.Batch batch) {
        boolean done = false;
        try {
            if (!batch.changes().isEmpty()) {
                nameNode.incrementalReport(node.uuid(), number, batch.changes());
            }
            if (!batch.badBlocks().isEmpty()) {
                nameNode.reportBadBlocks(node.uuid(), batch.badBlocks());
            }
            for (NameNodePort.NodeError error : batch.errors()) {
                nameNode.reportError(node.uuid(), error);
            }
            done = true;
            return true;
        } catch (IOException e) {
            log.info("An incremental report failed, and is sent again: {}", e.toString());
            if (e instanceof HdfsException hdfs && hdfs.code() == ErrorCode.UNREGISTERED_NODE) {
                synchronized (monitor) {
                    schedule.mustRegister();
                    monitor.notifyAll();
                }
            }
            return false;
        } finally {
            if (!done) {
                queue.putBack(batch);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        queue.close();
        synchronized (monitor) {
            monitor.notifyAll();
        }
        steps.interrupt();
        reports.interrupt();
    }
}
