package dev.cairnfs.datanode.volume;

import dev.cairnfs.datanode.replica.Replica;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.checksum.MetaHeader;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the replicas of a volume after a start. Copies that were not finished are deleted; what was being written becomes
 * RWR, with the length up to which data and checksums agree; a move to the finished replicas that a crash cut in two is
 * undone (it was not acknowledged).
 */
final class VolumeScan {
    private static final Logger log = LoggerFactory.getLogger(VolumeScan.class);
    private static final int WINDOW_BYTES = 1 << 20;

    private final Volume volume;
    private final BlockPoolLayout layout;
    private final Consumer<Replica> found;
    // Meta files among the finished replicas whose data file is not there.
    private final Map<Long, Path> orphanMetas = new HashMap<>();

    VolumeScan(Volume volume, BlockPoolLayout layout, Consumer<Replica> found) {
        this.volume = volume;
        this.layout = layout;
        this.found = found;
    }

    void run() throws IOException {
        deleteFiles(layout.tmp());
        scanFinalized(layout.finalized());
        scanRbw();
        orphanMetas.values().forEach(meta -> log.warn("{} has no data file; it is left alone", meta));
    }

    private void scanFinalized(Path root) throws IOException {
        for (Path first : list(root)) {
            if (!isSubdirectory(first)) {
                continue;
            }
            for (Path second : list(first)) {
                if (isSubdirectory(second)) {
                    scanDirectory(second);
                }
            }
        }
    }

    private static boolean isSubdirectory(Path path) {
        return String.valueOf(path.getFileName()).startsWith("subdir") && Files.isDirectory(path);
    }

    private void scanDirectory(Path directory) throws IOException {
        Map<Long, Long> stamps = new HashMap<>();
        List<Long> blocks = new ArrayList<>();
        listReplicas(directory, stamps, blocks);
        for (long blockId : blocks) {
            Long stamp = stamps.remove(blockId);
            Path data = directory.resolve(BlockPoolLayout.dataName(blockId));
            if (stamp == null) {
                log.warn("{} has no meta file; it is left alone and not reported", data);
            } else if (!directory.equals(layout.finalizedDirectory(blockId))) {
                log.warn("{} lies in the wrong directory; it is left alone and not reported", data);
            } else {
                found.accept(new Replica(
                        new Block(blockId, stamp, Files.size(data)), ReplicaState.FINALIZED, volume.index()));
            }
        }
        stamps.forEach((blockId, stamp) ->
                orphanMetas.put(blockId, directory.resolve(BlockPoolLayout.metaName(blockId, stamp))));
    }

    private void scanRbw() throws IOException {
        Map<Long, Long> stamps = new HashMap<>();
        List<Long> blocks = new ArrayList<>();
        listReplicas(layout.rbw(), stamps, blocks);
        for (long blockId : blocks) {
            Long stamp = stamps.remove(blockId);
            if (stamp == null) {
                stamp = undoHalfMove(blockId);
            }
            if (stamp == null) {
                log.warn("blk_{} in {} has no meta file; it is left alone and not reported", blockId, layout.rbw());
                continue;
            }
            long length = validLength(ReplicaFiles.in(layout.rbw(), blockId, stamp));
            found.accept(new Replica(new Block(blockId, stamp, length), ReplicaState.RWR, volume.index()));
        }
    }

    /** The meta file is moved first: when only that happened, it goes back. */
    private @Nullable Long undoHalfMove(long blockId) throws IOException {
        Path moved = orphanMetas.remove(blockId);
        if (moved == null) {
            return null;
        }
        BlockPoolLayout.MetaName name = BlockPoolLayout.parseMetaName(String.valueOf(moved.getFileName()));
        if (name == null) {
            return null;
        }
        Files.move(moved, layout.rbw().resolve(moved.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        return name.generationStamp();
    }

    /** Notes data files, and for each meta file the generation stamp; of two meta files the newer one counts. */
    private static void listReplicas(Path directory, Map<Long, Long> stamps, List<Long> blocks) throws IOException {
        for (Path file : list(directory)) {
            String name = String.valueOf(file.getFileName());
            Long blockId = BlockPoolLayout.parseDataName(name);
            if (blockId != null) {
                blocks.add(blockId);
                continue;
            }
            BlockPoolLayout.MetaName meta = BlockPoolLayout.parseMetaName(name);
            if (meta != null) {
                stamps.merge(meta.blockId(), meta.generationStamp(), Math::max);
            }
        }
    }

    /** How many bytes from the beginning agree with their checksums. */
    static long validLength(ReplicaFiles files) throws IOException {
        try (FileChannel data = FileChannel.open(files.data(), StandardOpenOption.READ);
                FileChannel meta = FileChannel.open(files.meta(), StandardOpenOption.READ)) {
            DataChecksum checksum;
            try {
                checksum = ReplicaFiles.readHeader(meta);
            } catch (HdfsException unreadableHeader) {
                log.warn("{}: {}; none of its data counts", files.meta(), unreadableHeader.getMessage());
                return 0;
            }
            return validLength(data, meta, checksum);
        }
    }

    private static long validLength(FileChannel data, FileChannel meta, DataChecksum checksum) throws IOException {
        int chunk = checksum.bytesPerChecksum();
        int window = Math.max(chunk, WINDOW_BYTES - WINDOW_BYTES % chunk);
        ByteBuffer bytes = ByteBuffer.allocate(window);
        ByteBuffer sums = ByteBuffer.allocate((int) checksum.checksumLength(window));
        long size = data.size();
        for (long at = 0; at < size; at += window) {
            ReplicaFiles.readFully(data, bytes.clear(), at);
            bytes.flip();
            ReplicaFiles.readFully(meta, sums.clear(), MetaHeader.SIZE + at / chunk * checksum.checksumSize());
            sums.flip();
            if (checksum.checksumSize() > 0) {
                // Data without checksums does not count.
                long covered = (long) (sums.remaining() / checksum.checksumSize()) * chunk;
                bytes.limit((int) Math.min(bytes.limit(), covered));
            }
            int bad = checksum.firstMismatch(bytes, sums);
            if (bad >= 0) {
                return at + (long) bad * chunk;
            }
            if (bytes.limit() < Math.min(window, size - at)) {
                return at + bytes.limit();
            }
        }
        return size;
    }

    private static void deleteFiles(Path directory) throws IOException {
        for (Path file : list(directory)) {
            if (Files.isRegularFile(file)) {
                Files.delete(file);
            }
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(files::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return files;
    }
}
