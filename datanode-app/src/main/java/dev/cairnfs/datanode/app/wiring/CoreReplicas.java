package dev.cairnfs.datanode.app.wiring;

import dev.cairnfs.datanode.DataNode;
import dev.cairnfs.datanode.app.webhdfs.LocalReplicas;
import dev.cairnfs.datanode.volume.VerifiedReplicaReader;
import dev.cairnfs.shared.model.ExtendedBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The core's replicas, as WebHDFS reads them. */
final class CoreReplicas implements LocalReplicas {
    private final DataNode dataNode;

    CoreReplicas(DataNode dataNode) {
        this.dataNode = dataNode;
    }

    @Override
    public String datanodeUuid() {
        return dataNode.identity().datanodeUuid();
    }

    @Override
    public String transferAddress() {
        return dataNode.id().transferAddress();
    }

    @Override
    public Range open(ExtendedBlock block, long offset, long length) throws IOException {
        VerifiedReplicaReader reader = dataNode.openReplica(block, offset, length);
        return new Range() {
            @Override
            public @Nullable ByteBuffer next() throws IOException {
                return reader.next();
            }

            @Override
            public void reportCorrupt() {
                dataNode.reportBadBlock(block, reader.replica().storageId());
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }
}
