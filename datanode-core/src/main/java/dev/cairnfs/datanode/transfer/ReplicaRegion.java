package dev.cairnfs.datanode.transfer;

import io.netty.channel.DefaultFileRegion;
import java.nio.channels.FileChannel;

/** A piece of a replica for sendfile. Unlike its parent it leaves the file open: many pieces are sent from one. */
final class ReplicaRegion extends DefaultFileRegion {
    ReplicaRegion(FileChannel file, long position, long count) {
        super(file, position, count);
    }

    @Override
    protected void deallocate() {
        // The session that opened the file closes it.
    }
}
