package dev.cairnfs.datanode.app.webhdfs;

import dev.cairnfs.shared.model.ExtendedBlock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The replicas that this DataNode holds itself. Thread-safe. */
public interface LocalReplicas {
    /** This DataNode's uuid, by which it finds itself among a block's locations; empty before it has one. */
    String datanodeUuid();

    /** The address ({@code host:transferPort}) by which others write to this DataNode. */
    String transferAddress();

    /** Opens a range of a local replica; fails when it is not there or not complete. */
    Range open(ExtendedBlock block, long offset, long length) throws IOException;

    /** A range that is read piece by piece, every byte verified. One thread at a time. */
    interface Range extends Closeable {
        /** The next piece, valid until the next call; null at the end. */
        @Nullable
        ByteBuffer next() throws IOException;

        /** Tells the NameNode that this replica turned out to be corrupt. */
        void reportCorrupt();
    }
}
