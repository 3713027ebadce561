package dev.cairnfs.shared.model;

/** What a client uses where its caller names no value ({@code FsServerDefaultsProto}). */
public record ServerDefaults(
        long blockSizeBytes,
        int bytesPerChecksum,
        int writePacketSizeBytes,
        int replication,
        int fileBufferSizeBytes,
        boolean encryptDataTransfer,
        long trashIntervalMinutes,
        String checksumType) {
    /** HDFS 3.5's defaults. */
    public static final ServerDefaults STANDARD =
            new ServerDefaults(128L << 20, 512, 65_536, 3, 4096, false, 0, "CRC32C");
}
