package dev.cairnfs.namenode.state;

import com.google.protobuf.ByteString;
import dev.cairnfs.namenode.record.CallId;
import dev.cairnfs.namenode.record.EditRecord;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Answers a repeated at-most-once call without doing it twice (SPEC C2, P7): for 600 s by the records' time it keeps what
 * a call has done. Hard state: rebuilt by replay, saved in the image.
 *
 * <p>A ring of columns, oldest call first, at most {@value #CAPACITY} of 41 bytes; beyond that the oldest go before their
 * time: at 1750 calls a second 600 s are kept, at more proportionally less. The capacity does not depend on the heap,
 * because the same records must lead to the same state in every process (docs/decisions/0067). Only calls with a client id of {@value #CLIENT_ID_BYTES} bytes are kept, which is what HDFS's clients send. A hash
 * index of chains lies on top and is derived from the ring.
 */
public final class RetryCache {
    static final int CAPACITY = 1 << 20;
    static final int CLIENT_ID_BYTES = 16;

    /** HDFS: dfs.namenode.retrycache.expirytime.millis. */
    static final long KEEP_MILLIS = 600_000;

    /**
     * What the time between two calls counts at most, so that a step of the wall clock, by which the records are dated,
     * does not empty the cache: every call outlives one step. A step back counts nothing.
     */
    static final long STEP_MAX_MILLIS = KEEP_MILLIS / 2;

    private static final int ROW_BYTES = 4 * Long.BYTES + Integer.BYTES + 1;
    private static final int BUCKETS_MAX = 1 << 18;

    private final LongColumn clientsHigh = new LongColumn();
    private final LongColumn clientsLow = new LongColumn();
    private final IntColumn calls = new IntColumn();
    private final LongColumn times = new LongColumn();
    private final LongColumn results = new LongColumn();
    private final ByteColumn operations = new ByteColumn();

    /** Position + 1 of the next call in the bucket's chain. */
    private final IntColumn chains = new IntColumn();

    /** Position + 1 of the first call in the chain. */
    private int[] buckets = new int[1024];

    /** Calls ever dropped and ever added; a call's position is its number modulo the capacity. */
    private long first;

    private long end;

    /** The time from the first call to the last, by what each step between two counts. */
    private long spanMillis;

    RetryCache() {}

    /**
     * What the call did.
     *
     * @return the last record that carried this call, reduced to its kind, its time and the id that it created (the inode
     *     of a mkdir or create, the block of an add-block), or the answer it gave; null when the call is new
     */
    public @Nullable EditRecord find(CallId call) {
        if (call.getClientId().size() != CLIENT_ID_BYTES) {
            return null;
        }
        int at = position(high(call), low(call), call.getCallId());
        return at < 0 ? null : RetryResult.record(operations.get(at) & 0xFF, times.get(at), results.get(at));
    }

    /** Calls that are kept. */
    public int size() {
        return (int) (end - first);
    }

    private int position(long high, long low, int callId) {
        int at = buckets[bucket(high, low, callId)] - 1;
        while (at >= 0 && (calls.get(at) != callId || clientsHigh.get(at) != high || clientsLow.get(at) != low)) {
            at = chains.get(at) - 1;
        }
        return at;
    }

    /** Keeps what the record did, if it carries a call, and drops what is too old at its time. */
    void remember(EditRecord record) {
        if (!record.hasCall() || record.getCall().getClientId().size() != CLIENT_ID_BYTES) {
            return;
        }
        CallId call = record.getCall();
        expire(record.getTimeMillis());
        add(
                high(call),
                low(call),
                call.getCallId(),
                record.getTimeMillis(),
                record.getOpCase().getNumber(),
                RetryResult.id(record));
    }

    private void expire(long nowMillis) {
        long since = first == end ? 0 : step(times.get(index(end - 1)), nowMillis);
        while (first < end && (spanMillis + since > KEEP_MILLIS || size() == CAPACITY)) {
            unlink(index(first));
            first++;
            spanMillis -= first == end ? 0 : step(times.get(index(first - 1)), times.get(index(first)));
        }
    }

    private static long step(long fromMillis, long toMillis) {
        return Math.max(0, Math.min(toMillis - fromMillis, STEP_MAX_MILLIS));
    }

    void add(long high, long low, int callId, long timeMillis, int operation, long result) {
        int at = index(end);
        spanMillis += first == end ? 0 : step(times.get(index(end - 1)), timeMillis);
        ensureCapacity(at + 1);
        clientsHigh.set(at, high);
        clientsLow.set(at, low);
        calls.set(at, callId);
        times.set(at, timeMillis);
        operations.set(at, (byte) operation);
        results.set(at, result);
        end++;
        if (size() > buckets.length && buckets.length < BUCKETS_MAX) {
            buckets = new int[buckets.length * 2];
            for (long number = first; number < end; number++) {
                link(index(number));
            }
        } else {
            link(at);
        }
    }

    private void ensureCapacity(int limit) {
        clientsHigh.ensureCapacity(limit);
        clientsLow.ensureCapacity(limit);
        calls.ensureCapacity(limit);
        times.ensureCapacity(limit);
        results.ensureCapacity(limit);
        operations.ensureCapacity(limit);
        chains.ensureCapacity(limit);
    }

    /** Puts the call first in its chain, so that it is found before an older one of the same id. */
    private void link(int at) {
        int bucket = bucketOf(at);
        chains.set(at, buckets[bucket]);
        buckets[bucket] = at + 1;
    }

    private void unlink(int at) {
        int bucket = bucketOf(at);
        if (buckets[bucket] == at + 1) {
            buckets[bucket] = chains.get(at);
            return;
        }
        int before = buckets[bucket] - 1;
        while (chains.get(before) != at + 1) {
            before = chains.get(before) - 1;
        }
        chains.set(before, chains.get(at));
    }

    private int bucketOf(int at) {
        return bucket(clientsHigh.get(at), clientsLow.get(at), calls.get(at));
    }

    private int bucket(long high, long low, int callId) {
        long mixed = (high ^ Long.rotateLeft(low, 32) ^ callId) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 40) & (buckets.length - 1);
    }

    void save(SectionList sections) {
        LongColumn high = clientsHigh.freeze();
        LongColumn low = clientsLow.freeze();
        IntColumn callIds = calls.freeze();
        LongColumn time = times.freeze();
        ByteColumn operation = operations.freeze();
        LongColumn result = results.freeze();
        long from = first;
        sections.rows("retry-cache", ROW_BYTES, size(), (row, buffer) -> {
            int at = index(from + row);
            buffer.putLong(high.get(at)).putLong(low.get(at)).putInt(callIds.get(at));
            buffer.putLong(time.get(at)).put(operation.get(at)).putLong(result.get(at));
        });
    }

    void load(SectionReader sections) throws IOException {
        sections.rows(
                "retry-cache",
                ROW_BYTES,
                CAPACITY,
                row -> add(row.getLong(), row.getLong(), row.getInt(), row.getLong(), row.get(), row.getLong()));
    }

    void walk(StateWalk.Visitor visitor) {
        for (long number = first; number < end; number++) {
            int at = index(number);
            visitor.row("call", calls.get(at));
            visitor.value(clientsHigh.get(at));
            visitor.value(clientsLow.get(at));
            visitor.value(times.get(at));
            visitor.value(operations.get(at));
            visitor.value(results.get(at));
        }
    }

    private static int index(long number) {
        return (int) (number & (CAPACITY - 1));
    }

    private static long high(CallId call) {
        return bigEndian(call.getClientId(), 0);
    }

    private static long low(CallId call) {
        return bigEndian(call.getClientId(), Long.BYTES);
    }

    private static long bigEndian(ByteString bytes, int from) {
        long value = 0;
        for (int i = from; i < from + Long.BYTES; i++) {
            value = (value << 8) | (bytes.byteAt(i) & 0xFF);
        }
        return value;
    }
}
