package dev.cairnfs.datanode.volume;

import dev.cairnfs.datanode.replica.Replica;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.ReplicaState;
import java.io.IOException;
import java.nio.file.Files;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prepares the volumes for a block pool, and takes in the replicas that they hold. One thread, before others come. */
final class StoreStart {
    private static final Logger log = LoggerFactory.getLogger(StoreStart.class);

    private final VolumeSet volumes;
    private final ReplicaMap map;
    private final StoreIdentity identity;

    StoreStart(VolumeSet volumes, ReplicaMap map, StoreIdentity identity) {
        this.volumes = volumes;
        this.map = map;
        this.identity = identity;
    }

    /** A volume that cannot be scanned counts as failed; what another one holds of its blocks is enough. */
    void formatAndScan() throws IOException {
        for (Volume volume : volumes.usable()) {
            try {
                volume.format(identity);
                new VolumeScan(volume, layout(volume), this::restore).run();
            } catch (HdfsException inconsistent) {
                throw inconsistent;
            } catch (IOException e) {
                log.error("Volume {} cannot be used", volume, e);
                volume.fail(e.toString());
                map.removeVolume(volume, e);
                volumes.requireEnough();
            }
        }
    }

    private BlockPoolLayout layout(Volume volume) {
        return volume.layout(identity.blockPoolId());
    }

    /** Of two replicas of a block the better one counts; the other is set aside. */
    private void restore(Replica found, long acknowledgedBytes) {
        Replica other = map.restore(found, acknowledgedBytes);
        if (found.state() != ReplicaState.RBW) {
            // What is being written counts when it is finished.
            volumes.get(found.volume()).addUsed(found.block().numBytes());
        }
        if (other != null) {
            setAside(ReplicaMap.isBetter(found, other) ? other : found);
        }
    }

    private void setAside(Replica duplicate) {
        ReplicaFiles files = layout(volumes.get(duplicate.volume())).files(duplicate);
        log.warn("{} is a second replica of {}; it is renamed", files.data(), duplicate.block());
        try {
            Files.move(files.data(), files.data().resolveSibling(files.data().getFileName() + ".duplicate"));
            Files.move(files.meta(), files.meta().resolveSibling(files.meta().getFileName() + ".duplicate"));
        } catch (IOException e) {
            log.warn("{} cannot be renamed", files.data(), e);
        }
    }
}
