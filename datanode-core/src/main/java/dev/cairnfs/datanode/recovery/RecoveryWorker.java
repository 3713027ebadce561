package dev.cairnfs.datanode.recovery;

import dev.cairnfs.datanode.namenode.NameNodePort;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.BlockRecovery;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovers blocks as their primary DataNode, a few at a time. The NameNode repeats with a newer id what is not reported
 * to it in time: so what fails is only logged, and what there is no room for is dropped. Any thread.
 */
public final class RecoveryWorker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RecoveryWorker.class);
    private static final int THREADS = 4;
    private static final int WAITING_MAX = 1000;
    private static final long REPORT_RETRY_MIN_MILLIS = 200;
    private static final long REPORT_RETRY_MAX_MILLIS = 5000;

    /** With the pauses between them about a minute: a NameNode that starts, and its safe mode. */
    private static final int REPORT_ATTEMPTS = 16;

    private final InterDatanodePort datanodes;
    private final Reporter reporter;
    private final ScheduledExecutorService threads;
    private final CallRound round;
    private final Semaphore room;
    private final int waitingMax;

    /** Tells the NameNode how a recovery has ended, as {@link NameNodePort#commitBlockSynchronization} does; blocks. */
    @FunctionalInterface
    public interface Reporter {
        void report(NameNodePort.BlockSynchronization outcome) throws IOException;
    }

    /** @param roundMaxMillis how long to wait for the answers of all DataNodes of a block together */
    public RecoveryWorker(InterDatanodePort datanodes, Reporter reporter, int roundMaxMillis) {
        this(datanodes, reporter, roundMaxMillis, WAITING_MAX);
    }

    RecoveryWorker(InterDatanodePort datanodes, Reporter reporter, int roundMaxMillis, int waitingMax) {
        this.datanodes = datanodes;
        this.reporter = reporter;
        this.threads = threads();
        this.waitingMax = waitingMax;
        this.room = new Semaphore(waitingMax);
        this.round = new CallRound(roundMaxMillis);
    }

    private static ScheduledExecutorService threads() {
        ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread thread = new Thread(task, "dn-recovery");
            thread.setDaemon(true);
            return thread;
        });
        pool.setKeepAliveTime(30, TimeUnit.SECONDS);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Begins to recover blocks; returns at once. */
    public void recover(String poolId, List<BlockRecovery> recoveries) {
        for (BlockRecovery recovery : recoveries) {
            if (!room.tryAcquire()) {
                log.warn("{} is not recovered: {} recoveries are waiting", recovery.block(), waitingMax);
                continue;
            }
            start(() -> run(new RecoveryTask(poolId, recovery, datanodes, round)), 0);
        }
    }

    private void start(Runnable step, long delayMillis) {
        try {
            Future<?> unused = threads.schedule(step, delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            room.release();
        }
    }

    private void run(RecoveryTask task) {
        boolean goesOn = false;
        try {
            NameNodePort.BlockSynchronization outcome = task.run();
            if (outcome != null) {
                goesOn = true;
                report(outcome, 1);
            }
        } catch (HdfsException e) {
            log.warn("A recovery failed: {}", e.getMessage());
        } catch (RuntimeException e) {
            log.error("A recovery failed", e);
        } finally {
            if (!goesOn) {
                room.release();
            }
        }
    }

    private void report(NameNodePort.BlockSynchronization outcome, int attempt) {
        boolean again = false;
        try {
            reporter.report(outcome);
        } catch (IOException e) {
            again = attempt < REPORT_ATTEMPTS && mayPass(e);
            log.info("The NameNode does not take the recovery of {}: {}", outcome.block(), e.toString());
        } catch (RuntimeException e) {
            log.error("The recovery of {} cannot be reported", outcome.block(), e);
        } finally {
            if (again) {
                long pause = Math.min(REPORT_RETRY_MIN_MILLIS << Math.min(attempt, 10), REPORT_RETRY_MAX_MILLIS);
                start(() -> report(outcome, attempt + 1), pause);
            } else {
                room.release();
            }
        }
    }

    /** Whether it is for the NameNode's present state that it refuses, or for want of an answer. */
    private static boolean mayPass(IOException failure) {
        if (!(failure instanceof HdfsException hdfs)) {
            return true;
        }
        return switch (hdfs.code()) {
            case SAFE_MODE, STANDBY, RETRIABLE, UNREGISTERED_NODE -> true;
            default -> false;
        };
    }

    @Override
    public void close() {
        threads.shutdownNow();
        round.close();
    }
}
