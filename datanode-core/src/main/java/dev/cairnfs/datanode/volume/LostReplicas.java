package dev.cairnfs.datanode.volume;

import dev.cairnfs.datanode.replica.Replica;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.ReplicaState;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds finished replicas that the table has and the disk has not, and tells the NameNode: one that it counts on but
 * nobody can read would be kept when a surplus replica, a good one, is to go. Any thread; touches files.
 */
final class LostReplicas {
    private static final Logger log = LoggerFactory.getLogger(LostReplicas.class);

    private final ReplicaMap map;
    private final VolumeSet volumes;
    private final VolumeFaults faults;
    private final StoreListener listener;

    LostReplicas(ReplicaMap map, VolumeSet volumes, VolumeFaults faults, StoreListener listener) {
        this.map = map;
        this.volumes = volumes;
        this.faults = faults;
        this.listener = listener;
    }

    /** A finished replica could not be opened because a file was not where it should be: drops it if that is still so. */
    void check(String poolId, Replica suspect) {
        if (suspect.state() != ReplicaState.FINALIZED || !map.beginCheck(suspect)) {
            return;
        }
        Volume volume = volumes.get(suspect.volume());
        try {
            ReplicaFiles files = volume.layout(poolId).files(suspect);
            boolean hasData = exists(files.data());
            if ((hasData && exists(files.meta())) || !map.drop(suspect)) {
                return;
            }
            log.error("A file of {} on {} is gone; the replica is dropped", suspect.block(), volume);
            volume.addUsed(-suspect.block().numBytes());
            try {
                if (!hasData) {
                    // Checksums of nothing. Data without checksums stays: it may be the last there is.
                    Files.deleteIfExists(files.meta());
                }
            } finally {
                listener.replicaChanged(
                        new ReplicaChange(volume.storageId(), suspect.block(), ReplicaChange.Kind.DELETED));
            }
        } catch (IOException e) {
            log.warn("{} cannot be looked after", suspect.block(), faults.classify(volume, e));
        } finally {
            map.endCheck(suspect);
        }
    }

    /** A finished replica's files do not fit what is known of it: the NameNode gets another one made. */
    void corrupt(Replica suspect) {
        if (suspect.state() == ReplicaState.FINALIZED && suspect.equals(map.lookUp(suspect.blockId()))) {
            listener.replicaCorrupt(volumes.get(suspect.volume()).storageId(), suspect.block());
        }
    }

    /** Only a file that is known not to be there is missing; a disk that does not answer says nothing about it. */
    private static boolean exists(Path file) throws IOException {
        try {
            Files.readAttributes(file, BasicFileAttributes.class);
            return true;
        } catch (NoSuchFileException missing) {
            return false;
        }
    }

    /** Compares all finished replicas with the listings of their directories; ends early when interrupted. */
    void scan(String poolId) {
        for (Volume volume : volumes.usable()) {
            Map<Path, List<Replica>> directories = new HashMap<>();
            BlockPoolLayout layout = volume.layout(poolId);
            map.forEach(replica -> {
                if (replica.volume() == volume.index() && replica.state() == ReplicaState.FINALIZED) {
                    directories
                            .computeIfAbsent(
                                    layout.finalizedDirectory(replica.blockId()), directory -> new ArrayList<>())
                            .add(replica);
                }
            });
            for (Map.Entry<Path, List<Replica>> directory : directories.entrySet()) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                scan(poolId, volume, directory.getKey(), directory.getValue());
            }
        }
    }

    private void scan(String poolId, Volume volume, Path directory, List<Replica> replicas) {
        Set<String> names;
        try {
            names = names(directory);
        } catch (IOException e) {
            log.warn("{} cannot be listed", directory, faults.classify(volume, e));
            return;
        }
        for (Replica replica : replicas) {
            Block block = replica.block();
            if (!names.contains(BlockPoolLayout.dataName(block.blockId()))
                    || !names.contains(BlockPoolLayout.metaName(block.blockId(), block.generationStamp()))) {
                check(poolId, replica);
            }
        }
    }

    private static Set<String> names(Path directory) throws IOException {
        Set<String> names = new HashSet<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(file -> names.add(String.valueOf(file.getFileName())));
        } catch (NoSuchFileException missing) {
            return Set.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }
}
