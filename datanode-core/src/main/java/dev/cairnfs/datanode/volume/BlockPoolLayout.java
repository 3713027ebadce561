package dev.cairnfs.datanode.volume;

import dev.cairnfs.datanode.replica.Replica;
import dev.cairnfs.shared.model.Block;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of a block pool lie on a volume, as in HDFS: {@code current/BP-ID/current/finalized/subdirX/subdirY}
 * with X and Y from bits 16-20 and 8-12 of the block id, {@code current/BP-ID/current/rbw}, {@code current/BP-ID/tmp}.
 */
record BlockPoolLayout(Path pool) {
    private static final String PREFIX = "blk_";
    private static final String META_SUFFIX = ".meta";

    static BlockPoolLayout of(Path volume, String poolId) {
        return new BlockPoolLayout(volume.resolve("current").resolve(poolId));
    }

    Path current() {
        return pool.resolve("current");
    }

    Path finalized() {
        return current().resolve("finalized");
    }

    Path rbw() {
        return current().resolve("rbw");
    }

    Path tmp() {
        return pool.resolve("tmp");
    }

    Path finalizedDirectory(long blockId) {
        return finalized().resolve("subdir" + ((blockId >> 16) & 0x1F)).resolve("subdir" + ((blockId >> 8) & 0x1F));
    }

    /** Where the files of a replica lie by its state. */
    ReplicaFiles files(Replica replica) {
        Path directory = switch (replica.state()) {
            case FINALIZED -> finalizedDirectory(replica.blockId());
            case RBW, RWR, RUR -> rbw();
            case TEMPORARY -> tmp();
        };
        return ReplicaFiles.in(directory, replica.blockId(), replica.block().generationStamp());
    }

    /** Where the files of a block lie when its replica is finished. */
    ReplicaFiles finishedFiles(Block block) {
        return ReplicaFiles.in(finalizedDirectory(block.blockId()), block.blockId(), block.generationStamp());
    }

    static String dataName(long blockId) {
        return PREFIX + blockId;
    }

    static String metaName(long blockId, long generationStamp) {
        return PREFIX + blockId + "_" + generationStamp + META_SUFFIX;
    }

    /** The block whose data file has this name, or null when it is no data file's name. */
    static @Nullable Long parseDataName(String name) {
        if (!name.startsWith(PREFIX)) {
            return null;
        }
        return parseLong(name.substring(PREFIX.length()));
    }

    /** Block id and generation stamp of a meta file's name, or null when it is none. */
    static @Nullable MetaName parseMetaName(String name) {
        if (!name.startsWith(PREFIX) || !name.endsWith(META_SUFFIX)) {
            return null;
        }
        int cut = name.lastIndexOf('_');
        if (cut < PREFIX.length()) {
            return null;
        }
        Long blockId = parseLong(name.substring(PREFIX.length(), cut));
        Long stamp = parseLong(name.substring(cut + 1, name.length() - META_SUFFIX.length()));
        return blockId == null || stamp == null ? null : new MetaName(blockId, stamp);
    }

    private static @Nullable Long parseLong(String digits) {
        try {
            return Long.valueOf(digits);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    /** What the name of a meta file says. */
    record MetaName(long blockId, long generationStamp) {}
}
