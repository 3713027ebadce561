package dev.cairnfs.datanode.transfer;

import dev.cairnfs.shared.model.SlowPeer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * How long other DataNodes take to acknowledge what this one sends them in pipelines, and which of them stand out. A peer
 * is compared with its equals, because what is slow depends on the load: it is slow when its median is far from the
 * median of all, in the manner of HDFS's OutlierDetector. Any thread; taking a sample takes no lock.
 */
final class PeerLatencies {
    /** So many samples of a peer are kept. */
    private static final int SAMPLES = 512;

    private static final int PEERS_MAX = 4096;
    private static final int MEDIAN_MULTIPLIER = 3;
    private static final int DEVIATION_MULTIPLIER = 3;
    /** Makes the median of the deviations from a median an estimate of the standard deviation. */
    private static final double MAD_SCALE = 1.4826;

    private final Rules rules;
    private final LongSupplier nanoTime;
    private final Map<String, Peer> peers = new ConcurrentHashMap<>();

    /**
     * When a judgement is possible.
     *
     * @param peersMin with fewer peers nobody is judged ({@code dfs.datanode.min.outlier.detection.nodes})
     * @param samplesMin with fewer samples a peer is not judged
     * @param floorNanos a peer faster than this is never slow ({@code dfs.datanode.slowpeer.low.threshold.ms})
     * @param silenceMaxNanos a peer that acknowledged nothing for so long is not judged
     */
    record Rules(int peersMin, int samplesMin, long floorNanos, long silenceMaxNanos) {
        static final Rules STANDARD =
                new Rules(10, 100, TimeUnit.MILLISECONDS.toNanos(5), TimeUnit.MINUTES.toNanos(10));
    }

    PeerLatencies(Rules rules, LongSupplier nanoTime) {
        this.rules = rules;
        this.nanoTime = nanoTime;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** The samples of a peer. */
    static final class Peer {
        private final AtomicLongArray samples = new AtomicLongArray(SAMPLES);
        private final AtomicInteger count = new AtomicInteger();
        private volatile long lastNanos;

        /** The peer took so long for a packet, the DataNodes behind it not counted. */
        void took(long nanos, long now) {
            samples.set(Math.floorMod(count.getAndIncrement(), SAMPLES), nanos);
            lastNanos = now;
        }

        private int size() {
            int total = count.get();
            return total < 0 ? SAMPLES : Math.min(total, SAMPLES);
        }

        private long median() {
            long[] values = new long[size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = samples.get(i);
            }
            Arrays.sort(values);
            return values[values.length / 2];
        }
    }

    /** @param transferAddress {@code host:port} */
    Peer peer(String transferAddress) {
        Peer known = peers.get(transferAddress);
        if (known != null) {
            return known;
        }
        if (peers.size() >= PEERS_MAX) {
            long now = now();
            peers.values().removeIf(peer -> isSilent(peer, now));
        }
        return peers.size() >= PEERS_MAX ? new Peer() : peers.computeIfAbsent(transferAddress, address -> new Peer());
    }

    private boolean isSilent(Peer peer, long now) {
        return now - peer.lastNanos > rules.silenceMaxNanos();
    }

    /** The peers that stand out now, by address. */
    List<SlowPeer> slowPeers() {
        long now = now();
        Map<String, Long> medians = new TreeMap<>();
        peers.forEach((address, peer) -> {
            if (peer.size() >= rules.samplesMin() && !isSilent(peer, now)) {
                medians.put(address, peer.median());
            }
        });
        List<SlowPeer> slow = new ArrayList<>();
        if (medians.size() < rules.peersMin()) {
            return slow;
        }
        double limit =
                limit(medians.values().stream().mapToDouble(Long::doubleValue).toArray());
        medians.forEach((address, median) -> {
            if (median > limit) {
                slow.add(new SlowPeer(address, TimeUnit.NANOSECONDS.toMicros(median)));
            }
        });
        return slow;
    }

    /** Who takes longer than this is slow. */
    private double limit(double[] values) {
        double median = median(values);
        double[] deviations = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            deviations[i] = Math.abs(values[i] - median);
        }
        double deviation = median(deviations) * MAD_SCALE;
        double byDeviation = median + DEVIATION_MULTIPLIER * deviation;
        return Math.max((double) rules.floorNanos(), Math.max(median * MEDIAN_MULTIPLIER, byDeviation));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
