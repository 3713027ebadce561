package dev.cairnfs.namenode.lifecycle;

import java.time.Duration;

/**
 * How much room the name directories must have, with HDFS's defaults.
 *
 * @param reservedBytes a directory with less usable space is low (dfs.namenode.resource.du.reserved)
 * @param checkInterval how often it is looked (dfs.namenode.resource.check.interval)
 */
public record ResourceSettings(long reservedBytes, Duration checkInterval) {
    public static final ResourceSettings DEFAULTS = new ResourceSettings(100L << 20, Duration.ofSeconds(5));

    public ResourceSettings {
        if (reservedBytes < 0 || checkInterval.isNegative() || checkInterval.isZero()) {
            throw new IllegalArgumentException("resource settings out of range: " + reservedBytes
                    + " bytes reserved, looked at every " + checkInterval);
        }
    }
}
