package dev.cairnfs.datanode.volume;

import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaState;
import java.io.Closeable;
import java.io.IOException;

/**
 * A replica that is to be copied to another DataNode.
 *
 * @param block what is copied
 * @param state {@link ReplicaState#FINALIZED}, or {@link ReplicaState#RBW} for one whose writer is to go on
 * @param acknowledgedBytes how much of it every DataNode of its pipeline has
 */
public record CopySource(VerifiedReplicaReader reader, Block block, ReplicaState state, long acknowledgedBytes)
        implements Closeable {
    @Override
    public void close() throws IOException {
        reader.close();
    }
}
