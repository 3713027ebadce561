package dev.cairnfs.client.write;

import dev.cairnfs.client.pipeline.PipelinePolicy;
import dev.cairnfs.shared.checksum.DataChecksum;

/**
 * How files are written.
 *
 * @param packetSize header, checksums and data of a packet together, in bytes ({@code dfs.client-write-packet-size})
 */
public record WriteSettings(int packetSize, DataChecksum checksum, PipelinePolicy policy) {
    /** HDFS 3.5's defaults. */
    public static final WriteSettings STANDARD =
            new WriteSettings(65_536, DataChecksum.STANDARD, PipelinePolicy.STANDARD);

    /** As much under way as by {@link #STANDARD}, in packets four times as large: less work for each byte. */
    public static final WriteSettings LARGE_PACKETS =
            new WriteSettings(262_144, DataChecksum.STANDARD, PipelinePolicy.STANDARD.withMaxPacketsInFlight(20));

    private static final int MAX_PACKET_SIZE = 16 << 20;

    public WriteSettings {
        if (packetSize < 1024 || packetSize > MAX_PACKET_SIZE) {
            throw new IllegalArgumentException("packetSize must be between 1 KiB and 16 MiB");
        }
    }
}
