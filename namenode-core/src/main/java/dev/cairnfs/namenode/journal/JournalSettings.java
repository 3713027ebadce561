package dev.cairnfs.namenode.journal;

/**
 * The journal's numbers.
 *
 * @param preallocationBytes by how much a segment grows at a time; HDFS's 1 MiB
 * @param waitingBytesMax bytes of records that may wait for the journal's thread before {@code append} blocks
 * @param extraTransactionsRetained transactions kept beyond what the oldest image needs; HDFS's 1,000,000
 */
public record JournalSettings(int preallocationBytes, long waitingBytesMax, long extraTransactionsRetained) {
    public static final JournalSettings DEFAULTS = new JournalSettings(1 << 20, 8L << 20, 1_000_000);

    public JournalSettings {
        if (preallocationBytes < 4096 || waitingBytesMax < 1 || extraTransactionsRetained < 0) {
            throw new IllegalArgumentException("journal settings out of range: preallocation " + preallocationBytes
                    + ", waiting " + waitingBytesMax + ", retained " + extraTransactionsRetained);
        }
    }
}
