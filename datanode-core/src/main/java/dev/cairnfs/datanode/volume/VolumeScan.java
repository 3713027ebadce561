package dev.cairnfs.datanode.volume;

import dev.cairnfs.datanode.replica.Replica;
import dev.cairnfs.datanode.replica.ReplicaEvent;
import dev.cairnfs.datanode.replica.ReplicaTransitions;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaState;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the replicas of a volume after a start. Copies that were not finished are deleted; what was being written becomes
 * RWR, with the length up to which data and checksums agree, or stays RBW after an orderly stop. A move between the finished and the unfinished replicas that
 * a crash cut in two leaves an unfinished one: it was not acknowledged.
 */
final class VolumeScan {
    private static final Logger log = LoggerFactory.getLogger(VolumeScan.class);

    private final Volume volume;
    private final BlockPoolLayout layout;
    private final Listener found;
    private RestartMarks marks = RestartMarks.NONE;
    // Meta files among the finished replicas whose data file is not there.
    private final Map<Long, Path> orphanMetas = new HashMap<>();
    // Data files among the finished replicas whose meta file is not there.
    private final Map<Long, Path> orphanData = new HashMap<>();

    /** Hears of each replica. */
    @FunctionalInterface
    interface Listener {
        /** @param acknowledgedBytes how much of it may be shown to readers, once it can be read */
        void found(Replica replica, long acknowledgedBytes);
    }

    VolumeScan(Volume volume, BlockPoolLayout layout, Listener found) {
        this.volume = volume;
        this.layout = layout;
        this.found = found;
    }

    void run() throws IOException {
        marks = RestartMarks.take(layout.rbw());
        // A TEMPORARY replica does not outlive its process: see ReplicaTransitions.
        deleteFiles(layout.tmp());
        scanFinalized(layout.finalized());
        scanRbw();
        orphanMetas.values().forEach(meta -> log.warn("{} has no data file; it is left alone", meta));
        orphanData.values().forEach(data -> log.warn("{} has no meta file; it is left alone and not reported", data));
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
        listReplicas(directory, stamps, blocks)
                .forEach(older -> log.warn("{} lies beside a newer one; it is left alone", older));
        for (long blockId : blocks) {
            Long stamp = stamps.remove(blockId);
            Path data = directory.resolve(BlockPoolLayout.dataName(blockId));
            if (stamp == null) {
                orphanData.put(blockId, data);
            } else if (!directory.equals(layout.finalizedDirectory(blockId))) {
                log.warn("{} lies in the wrong directory; it is left alone and not reported", data);
            } else {
                long length = Files.size(data);
                found(new Block(blockId, stamp, length), ReplicaState.FINALIZED, ReplicaEvent.RESTART, length);
            }
        }
        stamps.forEach((blockId, stamp) ->
                orphanMetas.put(blockId, directory.resolve(BlockPoolLayout.metaName(blockId, stamp))));
    }

    private void scanRbw() throws IOException {
        Map<Long, Long> stamps = new HashMap<>();
        List<Long> blocks = new ArrayList<>();
        for (Path older : listReplicas(layout.rbw(), stamps, blocks)) {
            // A recovery puts the checksums of the shorter replica, whole and synced, beside those of the longer one.
            Files.delete(older);
        }
        for (long blockId : blocks) {
            Long stamp = newerOf(blockId, stamps.remove(blockId), undoHalfMove(blockId));
            if (stamp == null) {
                withoutMeta(layout.rbw().resolve(BlockPoolLayout.dataName(blockId)));
                continue;
            }
            restoreRbw(blockId, stamp);
        }
        for (Map.Entry<Long, Long> meta : stamps.entrySet()) {
            if (endHalfReopening(meta.getKey())) {
                restoreRbw(meta.getKey(), meta.getValue());
            } else {
                withoutData(meta.getKey(), meta.getValue());
            }
        }
    }

    /** Of two meta files among the unfinished replicas the older one goes: see {@link ReplicaCutter}. */
    private @Nullable Long newerOf(long blockId, @Nullable Long found, @Nullable Long putBack) throws IOException {
        if (found == null || putBack == null) {
            return found == null ? putBack : found;
        }
        if (!found.equals(putBack)) {
            Files.delete(ReplicaFiles.in(layout.rbw(), blockId, Math.min(found, putBack))
                    .meta());
        }
        return Math.max(found, putBack);
    }

    private void restoreRbw(long blockId, long stamp) throws IOException {
        long length = ValidLength.of(ReplicaFiles.in(layout.rbw(), blockId, stamp));
        Block block = new Block(blockId, stamp, length);
        Long acknowledgedBytes = marks.acknowledgedBytes(block);
        if (acknowledgedBytes == null) {
            found(block, ReplicaState.RBW, ReplicaEvent.RESTART, length);
        } else {
            found(block, ReplicaState.RBW, ReplicaEvent.RESTART_IN_ORDER, acknowledgedBytes);
        }
    }

    /** @param before where its files lie tells in which state it was */
    private void found(Block block, ReplicaState before, ReplicaEvent event, long acknowledgedBytes)
            throws IOException {
        ReplicaState now = ReplicaTransitions.next(before, event);
        if (now != null) {
            found.found(new Replica(block, now, volume.index()), acknowledgedBytes);
        }
    }

    /** A finished replica was being opened for an append: the meta file goes first, and now the data follow. */
    private boolean endHalfReopening(long blockId) throws IOException {
        Path data = orphanData.remove(blockId);
        if (data == null) {
            return false;
        }
        Files.move(data, layout.rbw().resolve(data.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    /** The meta file is made before a writer hears that it may begin: an empty data file without one is nothing. */
    private static void withoutMeta(Path data) throws IOException {
        if (Files.size(data) == 0) {
            Files.delete(data);
        } else {
            log.warn("{} has no meta file; it is left alone and not reported", data);
        }
    }

    /** When the data file is among the finished ones with a newer meta file, a recovery was about to delete this one. */
    private void withoutData(long blockId, long stamp) throws IOException {
        Path meta = ReplicaFiles.in(layout.rbw(), blockId, stamp).meta();
        Path finished = layout.finalizedDirectory(blockId);
        Map<Long, Long> stamps = new HashMap<>();
        List<Long> blocks = new ArrayList<>();
        if (Files.isDirectory(finished)) {
            listReplicas(finished, stamps, blocks);
        }
        if (blocks.contains(blockId) && stamps.getOrDefault(blockId, stamp) > stamp) {
            Files.delete(meta);
        } else {
            log.warn("{} has no data file; it is left alone", meta);
        }
    }

    /** A replica was being finished: the meta file goes first, and now it goes back. */
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

    /**
     * Notes data files, and for each meta file the generation stamp. Of two meta files the newer one counts: a power cut
     * may keep both names of one that was being renamed.
     *
     * @return the meta files that do not count
     */
    private static List<Path> listReplicas(Path directory, Map<Long, Long> stamps, List<Long> blocks)
            throws IOException {
        List<Path> older = new ArrayList<>();
        for (Path file : list(directory)) {
            String name = String.valueOf(file.getFileName());
            Long blockId = BlockPoolLayout.parseDataName(name);
            if (blockId != null) {
                blocks.add(blockId);
                continue;
            }
            BlockPoolLayout.MetaName meta = BlockPoolLayout.parseMetaName(name);
            if (meta != null) {
                long stamp = meta.generationStamp();
                Long other = stamps.put(meta.blockId(), Math.max(stamp, stamps.getOrDefault(meta.blockId(), stamp)));
                if (other != null) {
                    long olderStamp = Math.min(stamp, other);
                    older.add(directory.resolve(BlockPoolLayout.metaName(meta.blockId(), olderStamp)));
                }
            }
        }
        return older;
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
