package dev.cairnfs.datanode.volume;

import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.checksum.MetaHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The two files of a replica: data, and checksums. */
record ReplicaFiles(Path data, Path meta) {
    static ReplicaFiles in(Path directory, long blockId, long generationStamp) {
        return new ReplicaFiles(
                directory.resolve(BlockPoolLayout.dataName(blockId)),
                directory.resolve(BlockPoolLayout.metaName(blockId, generationStamp)));
    }

    /** Reads a meta file's header. */
    static DataChecksum readHeader(FileChannel meta) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(MetaHeader.SIZE);
        readFully(meta, header, 0);
        return MetaHeader.read(header.flip());
    }

    /** Reads from a position until the buffer is full or the file ends. */
    static void readFully(FileChannel file, ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int read = file.read(into, at);
            if (read < 0) {
                return;
            }
            at += read;
        }
    }
}
