package dev.cairnfs.namenode.app.webhdfs;

import static dev.cairnfs.http.JsonBuffer.piece;

import dev.cairnfs.http.JsonBuffer;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ContentSummary;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.shared.model.ServerDefaults;
import java.util.List;

/** HDFS 3.5's JSON shapes ({@code JsonUtil}); keys in HDFS's order, which is alphabetical. */
final class WebHdfsJson {
    /** The policy that files have where none is set: HOT. */
    static final String HOT_POLICY = "{\"copyOnCreateFile\":false,\"creationFallbacks\":[],\"id\":7,\"name\":\"HOT\","
            + "\"replicationFallbacks\":[\"ARCHIVE\"],\"storageTypes\":[\"DISK\"]}";

    private static final byte[] ACCESS_TIME = piece("{\"accessTime\":");
    private static final byte[] BLOCK_SIZE = piece(",\"blockSize\":");
    private static final byte[] CHILDREN = piece(",\"childrenNum\":");
    private static final byte[] FILE_ID = piece(",\"fileId\":");
    private static final byte[] GROUP = piece(",\"group\":");
    private static final byte[] LENGTH = piece(",\"length\":");
    private static final byte[] MODIFICATION_TIME = piece(",\"modificationTime\":");
    private static final byte[] OWNER = piece(",\"owner\":");
    private static final byte[] PATH_SUFFIX = piece(",\"pathSuffix\":");
    private static final byte[] PERMISSION = piece(",\"permission\":\"");
    private static final byte[] REPLICATION = piece("\",\"replication\":");
    private static final byte[] STORAGE_POLICY = piece(",\"storagePolicy\":");
    private static final byte[] SYMLINK = piece(",\"symlink\":");
    private static final byte[] TYPE_FILE = piece(",\"type\":\"FILE\"}");
    private static final byte[] TYPE_DIRECTORY = piece(",\"type\":\"DIRECTORY\"}");
    private static final byte[] TYPE_SYMLINK = piece(",\"type\":\"SYMLINK\"}");
    /** CRC32C in HDFS's table of checksum types. */
    private static final int CHECKSUM_CRC32C = 2;

    private static final int CHECKSUM_CRC32 = 1;
    private static final int POLICY_HOT_ID = 7;

    private WebHdfsJson() {}

    static void fileStatus(JsonBuffer json, FileStatus status) {
        json.raw(ACCESS_TIME).number(status.accessTimeMillis());
        json.raw(BLOCK_SIZE).number(status.blockSizeBytes());
        json.raw(CHILDREN).number(status.childrenNum());
        json.raw(FILE_ID).number(status.fileId());
        json.raw(GROUP).string(status.group());
        json.raw(LENGTH).number(status.length());
        json.raw(MODIFICATION_TIME).number(status.modificationTimeMillis());
        json.raw(OWNER).string(status.owner());
        json.raw(PATH_SUFFIX).string(status.name());
        json.raw(PERMISSION);
        octal(json, status.permission());
        json.raw(REPLICATION).number(status.replication());
        json.raw(STORAGE_POLICY).number(status.storagePolicy());
        String symlink = status.symlink();
        if (symlink != null) {
            json.raw(SYMLINK).string(symlink);
        }
        json.raw(
                switch (status.type()) {
                    case FILE -> TYPE_FILE;
                    case DIRECTORY -> TYPE_DIRECTORY;
                    case SYMLINK -> TYPE_SYMLINK;
                });
    }

    /** Octal without padding: "755", "1777", "0". */
    private static void octal(JsonBuffer json, int mode) {
        int shift = 0;
        while (mode >>> (shift + 3) != 0) {
            shift += 3;
        }
        for (; shift >= 0; shift -= 3) {
            json.raw((char) ('0' + (mode >>> shift & 7)));
        }
    }

    /** Entries separated by commas; {@code first} says whether none was written before. */
    static void entries(JsonBuffer json, List<FileStatus> entries, boolean first) {
        for (int i = 0; i < entries.size(); i++) {
            if (i > 0 || !first) {
                json.raw(',');
            }
            fileStatus(json, entries.get(i));
        }
    }

    static void contentSummary(JsonBuffer json, ContentSummary summary) {
        json.raw("{\"ContentSummary\":{\"directoryCount\":").number(summary.directoryCount());
        json.raw(",\"ecPolicy\":").string(summary.isFile() ? "Replicated" : "");
        json.raw(",\"fileCount\":").number(summary.fileCount());
        json.raw(",\"length\":").number(summary.lengthBytes());
        json.raw(",\"quota\":").number(summary.nameQuota());
        json.raw(",\"snapshotDirectoryCount\":0,\"snapshotFileCount\":0,\"snapshotLength\":0,"
                + "\"snapshotSpaceConsumed\":0,\"spaceConsumed\":");
        json.number(summary.spaceConsumedBytes());
        json.raw(",\"spaceQuota\":").number(summary.spaceQuotaBytes());
        json.raw(",\"typeQuota\":{}}}");
    }

    static void quotaUsage(JsonBuffer json, ContentSummary summary) {
        json.raw("{\"QuotaUsage\":{\"fileAndDirectoryCount\":").number(summary.directoryCount() + summary.fileCount());
        json.raw(",\"quota\":").number(summary.nameQuota());
        json.raw(",\"spaceConsumed\":").number(summary.spaceConsumedBytes());
        json.raw(",\"spaceQuota\":").number(summary.spaceQuotaBytes());
        json.raw(",\"typeQuota\":{}}}");
    }

    static void aclStatus(JsonBuffer json, FileStatus status) {
        json.raw("{\"AclStatus\":{\"entries\":[],\"group\":").string(status.group());
        json.raw(",\"owner\":").string(status.owner()).raw(",\"permission\":\"");
        octal(json, status.permission());
        json.raw("\",\"stickyBit\":").bool((status.permission() & 01000) != 0).raw("}}");
    }

    static void serverDefaults(JsonBuffer json, ServerDefaults defaults) {
        json.raw("{\"FsServerDefaults\":{\"blockSize\":").number(defaults.blockSizeBytes());
        json.raw(",\"bytesPerChecksum\":").number(defaults.bytesPerChecksum());
        json.raw(",\"checksumType\":")
                .number(defaults.checksumType().equals("CRC32C") ? CHECKSUM_CRC32C : CHECKSUM_CRC32);
        json.raw(",\"defaultStoragePolicyId\":").number(POLICY_HOT_ID);
        json.raw(",\"encryptDataTransfer\":").bool(defaults.encryptDataTransfer());
        json.raw(",\"fileBufferSize\":").number(defaults.fileBufferSizeBytes());
        json.raw(",\"keyProviderUri\":\"\",\"replication\":").number(defaults.replication());
        json.raw(",\"trashInterval\":").number(defaults.trashIntervalMinutes());
        json.raw(",\"writePacketSize\":")
                .number(defaults.writePacketSizeBytes())
                .raw("}}");
    }

    /** {@code BlockLocations}, with host names and host:port as Hadoop's FileSystem shows them. */
    static void blockLocations(JsonBuffer json, LocatedBlocks blocks) {
        json.raw("{\"BlockLocations\":{\"BlockLocation\":[");
        boolean first = true;
        for (LocatedBlock block : blocks.blocks()) {
            if (!first) {
                json.raw(',');
            }
            first = false;
            blockLocation(json, block);
        }
        json.raw("]}}");
    }

    private static void blockLocation(JsonBuffer json, LocatedBlock block) {
        List<BlockLocation> places = block.locations();
        json.raw("{\"cachedHosts\":[],\"corrupt\":").bool(block.corrupt());
        json.raw(",\"hosts\":[");
        strings(json, places.stream().map(place -> place.datanode().host()).toList());
        json.raw("],\"length\":").number(block.block().block().numBytes());
        json.raw(",\"names\":[");
        strings(
                json,
                places.stream().map(place -> place.datanode().transferAddress()).toList());
        json.raw("],\"offset\":").number(block.offset());
        json.raw(",\"storageTypes\":[");
        strings(json, places.stream().map(BlockLocation::storageType).toList());
        json.raw("],\"topologyPaths\":[");
        strings(
                json,
                places.stream()
                        .map(place -> place.rack() + "/" + place.datanode().transferAddress())
                        .toList());
        json.raw("]}");
    }

    private static void strings(JsonBuffer json, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                json.raw(',');
            }
            json.string(values.get(i));
        }
    }

    /** {@code LocatedBlocks}, as HDFS clients before 3.x ask for it. */
    static void locatedBlocks(JsonBuffer json, LocatedBlocks blocks) {
        json.raw("{\"LocatedBlocks\":{\"fileLength\":").number(blocks.fileLength());
        json.raw(",\"isLastBlockComplete\":").bool(blocks.lastBlockComplete());
        json.raw(",\"isUnderConstruction\":").bool(blocks.underConstruction());
        json.raw(",\"lastLocatedBlock\":");
        LocatedBlock last = blocks.lastBlock();
        if (last == null) {
            json.raw("null");
        } else {
            locatedBlock(json, last);
        }
        json.raw(",\"locatedBlocks\":[");
        boolean first = true;
        for (LocatedBlock block : blocks.blocks()) {
            if (!first) {
                json.raw(',');
            }
            first = false;
            locatedBlock(json, block);
        }
        json.raw("]}}");
    }

    private static void locatedBlock(JsonBuffer json, LocatedBlock located) {
        // An empty block token, as HDFS writes it while access tokens are off.
        json.raw("{\"block\":{\"blockId\":").number(located.block().block().blockId());
        json.raw(",\"blockPoolId\":").string(located.block().poolId());
        json.raw(",\"generationStamp\":").number(located.block().block().generationStamp());
        json.raw(",\"numBytes\":").number(located.block().block().numBytes());
        json.raw("},\"blockToken\":{\"urlString\":\"AAAAAA\"},\"cachedLocations\":[],\"isCorrupt\":");
        json.bool(located.corrupt()).raw(",\"locations\":[");
        boolean first = true;
        for (BlockLocation place : located.locations()) {
            if (!first) {
                json.raw(',');
            }
            first = false;
            datanode(json, place);
        }
        json.raw("],\"startOffset\":").number(located.offset());
        json.raw(",\"storageTypes\":[");
        strings(
                json,
                located.locations().stream().map(BlockLocation::storageType).toList());
        json.raw("]}");
    }

    private static void datanode(JsonBuffer json, BlockLocation place) {
        json.raw("{\"adminState\":\"NORMAL\",\"blockPoolUsed\":0,\"cacheCapacity\":0,\"cacheUsed\":0,\"capacity\":0,"
                + "\"dfsUsed\":0,\"hostName\":");
        json.string(place.datanode().host());
        json.raw(",\"infoPort\":").number(place.datanode().httpPort());
        json.raw(",\"infoSecurePort\":0,\"ipAddr\":").string(place.datanode().host());
        json.raw(",\"ipcPort\":0,\"lastBlockReportMonotonic\":0,\"lastBlockReportTime\":0,\"lastUpdate\":0,"
                + "\"lastUpdateMonotonic\":0,\"name\":");
        json.string(place.datanode().transferAddress());
        json.raw(",\"networkLocation\":").string(place.rack());
        json.raw(",\"remaining\":0,\"storageID\":").string(place.datanode().uuid());
        json.raw(",\"xceiverCount\":0,\"xferPort\":")
                .number(place.datanode().transferPort())
                .raw('}');
    }
}
