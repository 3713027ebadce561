package dev.cairnfs.namenode.app.monitor;

import dev.cairnfs.namenode.loop.AuditEvent;
import dev.cairnfs.namenode.loop.AuditSink;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log: one line for every call in HDFS's form, times in UTC, on the logger {@value #LOGGER}. The lines are formatted and
 * written by a thread of their own, so that the core never waits for a disk; should that thread fall behind by as many
 * calls as the queue holds, further ones are counted in place of being written.
 */
public final class AuditLog implements AuditSink, AutoCloseable {
    static final String LOGGER = "dev.cairnfs.namenode.audit";

    private static final Logger LINES = LoggerFactory.getLogger(LOGGER);
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private static final int QUEUE_EVENTS = 1 << 16;
    private static final int BATCH_EVENTS = 512;
    private static final long CLOSE_LIMIT_MILLIS = 5000;
    private static final int LINE_LENGTH = 160;
    private static final long MILLIS_PER_SECOND = 1000;
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final ArrayBlockingQueue<AuditEvent> queue = new ArrayBlockingQueue<>(QUEUE_EVENTS);
    private final LongAdder dropped = new LongAdder();
    private final boolean enabled = LINES.isInfoEnabled();
    private final Thread writer = new Thread(this::run, "nn-audit");
    private volatile boolean closed;
    /** Belong to the writer. */
    private long formattedSecond = Long.MIN_VALUE;

    private String formatted = "";

    /** Begins to write. */
    public void start() {
        if (enabled) {
            writer.setDaemon(true);
            writer.start();
        }
    }

    @Override
    public void call(AuditEvent event) {
        if (enabled && !queue.offer(event)) {
            dropped.increment();
        }
    }

    /** Calls that are missing in the log because it could not keep up. */
    public long dropped() {
        return dropped.sum();
    }

    private void run() {
        List<AuditEvent> batch = new ArrayList<>(BATCH_EVENTS);
        long reported = 0;
        try {
            while (!closed || !queue.isEmpty()) {
                AuditEvent first = queue.poll(1, TimeUnit.SECONDS);
                if (first == null) {
                    continue;
                }
                batch.add(first);
                queue.drainTo(batch, BATCH_EVENTS - 1);
                write(batch);
                batch.clear();
                long missing = dropped.sum();
                if (missing != reported) {
                    LOG.warn("{} calls are missing in the audit log: it cannot keep up", missing - reported);
                    reported = missing;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One message for the whole batch: under load a write to the disk for every line would cost more than the calls. */
    private void write(List<AuditEvent> batch) {
        StringBuilder lines = new StringBuilder(batch.size() * LINE_LENGTH);
        for (AuditEvent event : batch) {
            if (!lines.isEmpty()) {
                lines.append(System.lineSeparator());
            }
            time(lines, event.wallMillis());
            lines.append(" INFO FSNamesystem.audit: ").append(event.toLine("webhdfs"));
        }
        LINES.info(lines.toString());
    }

    private void time(StringBuilder out, long wallMillis) {
        long second = Math.floorDiv(wallMillis, MILLIS_PER_SECOND);
        if (second != formattedSecond) {
            formatted = SECONDS.format(Instant.ofEpochSecond(second));
            formattedSecond = second;
        }
        long millis = Math.floorMod(wallMillis, MILLIS_PER_SECOND);
        out.append(formatted).append(',');
        out.append((char) ('0' + millis / 100)).append((char) ('0' + millis / 10 % 10));
        out.append((char) ('0' + millis % 10));
    }

    /** Writes what has gathered, and ends. */
    @Override
    public void close() {
        closed = true;
        try {
            writer.join(CLOSE_LIMIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
