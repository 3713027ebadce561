package dev.cairnfs.datanode.volume;

import dev.cairnfs.datanode.replica.Replica;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.ReplicaState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens replicas for readers, also while they are being written. A reader who does not know how long a block is sees
 * what every DataNode of its pipeline has acknowledged; one who names a length has it from the NameNode or from such an
 * answer, and gets that much as soon as it is written here. Any thread.
 */
final class ReplicaReads {
    // Each of them fails only when the replica has changed its place meanwhile, which costs its writer some syncs.
    private static final int ATTEMPTS = 50;

    private final ReplicaMap map;
    private final VolumeSet volumes;
    private final VolumeFaults faults;
    private final LostReplicas lost;

    ReplicaReads(ReplicaMap map, VolumeSet volumes, VolumeFaults faults, LostReplicas lost) {
        this.map = map;
        this.volumes = volumes;
        this.faults = faults;
        this.lost = lost;
    }

    /** A replica under recovery goes on showing what it showed before. */
    private static boolean isReadable(ReplicaMap.Found found) {
        return found.servedAs() == ReplicaState.FINALIZED || found.servedAs() == ReplicaState.RBW;
    }

    /** See {@link ReplicaStore#visibleLength}. */
    long visibleLength(Block wanted) throws HdfsException {
        ReplicaMap.Found found = map.require(wanted);
        Replica replica = found.replica();
        if (replica.block().generationStamp() < wanted.generationStamp()) {
            throw new HdfsException(ErrorCode.IO, "the replica " + replica.block() + " is older than " + wanted);
        }
        if (!isReadable(found)) {
            throw new HdfsException(
                    ErrorCode.IO, replica.block() + " in state " + replica.state() + " is not readable");
        }
        return found.visibleLength();
    }

    /** See {@link ReplicaStore#openForRead}. */
    ReplicaReader open(ExtendedBlock wanted) throws IOException {
        for (int attempt = 1; ; attempt++) {
            ReplicaMap.Found found = map.require(wanted.block());
            requireReadable(found, wanted.block());
            ReplicaReader reader = null;
            try {
                reader = open(found, wanted);
                if (map.isUnchanged(found.replica())) {
                    ReplicaReader unchanged = reader;
                    reader = null;
                    return unchanged;
                }
            } catch (HdfsException e) {
                boolean moved = e.code() == ErrorCode.REPLICA_NOT_FOUND && map.isMoving(found.replica());
                if (!moved || attempt == ATTEMPTS) {
                    if (e.code() == ErrorCode.REPLICA_NOT_FOUND) {
                        lost.check(wanted.poolId(), found.replica());
                    }
                    throw e;
                }
            } finally {
                if (reader != null) {
                    reader.close();
                }
            }
            if (attempt == ATTEMPTS) {
                throw new HdfsException(ErrorCode.IO, wanted + " is changing too fast to be read");
            }
        }
    }

    private static void requireReadable(ReplicaMap.Found found, Block wanted) throws HdfsException {
        Block block = found.replica().block();
        if (block.generationStamp() < wanted.generationStamp()) {
            throw new HdfsException(ErrorCode.REPLICA_NOT_FOUND, "the replica " + block + " is older than " + wanted);
        }
        if (!isReadable(found)) {
            throw new HdfsException(
                    ErrorCode.REPLICA_NOT_FOUND,
                    block + " in state " + found.replica().state() + " is not readable");
        }
        if (found.written().length() < wanted.numBytes()) {
            throw new HdfsException(
                    ErrorCode.IO, block + " has " + found.written().length() + " bytes, not " + wanted.numBytes());
        }
    }

    private ReplicaReader open(ReplicaMap.Found found, ExtendedBlock wanted) throws IOException {
        Replica replica = found.replica();
        Block block = replica.block();
        Volume volume = volumes.get(replica.volume());
        ReplicaWriter.Written written = found.written();
        ReplicaReader.Source source = new ReplicaReader.Source(
                new Block(block.blockId(), block.generationStamp(), written.length()),
                Math.max(found.visibleLength(), wanted.block().numBytes()),
                written.lastChecksum(),
                volume.storageId());
        try {
            ReplicaReader reader = ReplicaReader.open(source, places(volume.layout(wanted.poolId()), replica));
            if (replica.state() == ReplicaState.FINALIZED) {
                reader.requireWhole();
            }
            return reader;
        } catch (HdfsException e) {
            if (e.code() != ErrorCode.REPLICA_NOT_FOUND) {
                lost.corrupt(replica);
            }
            throw e;
        } catch (IOException e) {
            throw faults.classify(volume, e);
        }
    }

    /** It may be moved between the look-up and the opening of its files: when it is finished, or opened again. */
    private List<ReplicaFiles> places(BlockPoolLayout layout, Replica replica) {
        Block block = replica.block();
        List<ReplicaFiles> places = new ArrayList<>(List.of(layout.files(replica), layout.finishedFiles(block)));
        Long next = map.nextStamp(block.blockId());
        if (next != null) {
            places.add(ReplicaFiles.in(layout.rbw(), block.blockId(), next));
            places.add(layout.finishedFiles(new Block(block.blockId(), next, block.numBytes())));
        }
        return places;
    }

    /** See {@link ReplicaStore#openForCopy}. */
    CopySource openForCopy(ExtendedBlock wanted, boolean unfinished) throws IOException {
        if (map.lookUp(wanted.block().blockId()) == null) {
            throw new HdfsException(
                    ErrorCode.REPLICA_NOT_FOUND,
                    wanted + (unfinished ? " not found in datanode." : " is not finalized here"));
        }
        ReplicaMap.Found found = map.require(wanted.block());
        Replica replica = found.replica();
        if (replica.block().generationStamp() < wanted.block().generationStamp()) {
            throw new HdfsException(
                    ErrorCode.IO,
                    replica.block().generationStamp() + " = storedGS < b.getGenerationStamp(), b=" + wanted);
        }
        boolean fits = replica.state() == ReplicaState.FINALIZED || (unfinished && replica.state() == ReplicaState.RBW);
        if (!fits) {
            String kinds = unfinished ? " is neither a RBW nor a Finalized" : " is not finalized here";
            throw new HdfsException(
                    ErrorCode.REPLICA_NOT_FOUND,
                    wanted + kinds + ", r=" + replica.block() + " in state " + replica.state());
        }
        ReplicaWriter.Written written = found.written();
        long length = written.length();
        ReplicaReader reader = open(new ExtendedBlock(
                wanted.poolId(), new Block(replica.blockId(), replica.block().generationStamp(), length)));
        boolean opened = false;
        try {
            if (replica.state() == ReplicaState.RBW) {
                length = reader.proven(written, found.visibleLength()).length();
            }
            CopySource source = new CopySource(
                    new VerifiedReplicaReader(reader, 0, length),
                    new Block(replica.blockId(), replica.block().generationStamp(), length),
                    replica.state(),
                    Math.min(found.visibleLength(), length));
            opened = true;
            return source;
        } finally {
            if (!opened) {
                reader.close();
            }
        }
    }
}
