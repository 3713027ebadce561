package dev.cairnfs.datanode.volume;

import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.checksum.MetaHeader;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A replica opened for reading; it stays readable when it is deleted meanwhile. Positional reads only; any thread. */
public final class ReplicaReader implements Closeable {
    private final Block block;
    private final String storageId;
    private final DataChecksum checksum;
    private final FileChannel data;
    private final FileChannel meta;
    private final @Nullable Integer lastChecksum;

    private ReplicaReader(
            Block block,
            String storageId,
            DataChecksum checksum,
            FileChannel data,
            FileChannel meta,
            @Nullable Integer lastChecksum) {
        this.block = block;
        this.storageId = storageId;
        this.checksum = checksum;
        this.data = data;
        this.meta = meta;
        this.lastChecksum = lastChecksum;
    }

    /** @param lastChecksum the checksum of the last chunk where the meta file's is not to be used; otherwise null */
    static ReplicaReader open(Block block, String storageId, ReplicaFiles files, @Nullable Integer lastChecksum)
            throws IOException {
        FileChannel data = null;
        FileChannel meta = null;
        boolean opened = false;
        try {
            data = FileChannel.open(files.data(), StandardOpenOption.READ);
            meta = FileChannel.open(files.meta(), StandardOpenOption.READ);
            DataChecksum checksum = ReplicaFiles.readHeader(meta);
            opened = true;
            return new ReplicaReader(block, storageId, checksum, data, meta, lastChecksum);
        } catch (NoSuchFileException e) {
            throw new HdfsException(ErrorCode.REPLICA_NOT_FOUND, "Replica files of " + block + " are missing", e);
        } finally {
            if (!opened) {
                closeQuietly(data);
                closeQuietly(meta);
            }
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel) throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    /** The block with the length that can be read. */
    public Block block() {
        return block;
    }

    public String storageId() {
        return storageId;
    }

    public DataChecksum checksum() {
        return checksum;
    }

    /** The data file, for transfers without a copy. It must not be closed, nor its position moved. */
    public FileChannel dataFile() {
        return data;
    }

    /** Bytes from {@code offset} on until the buffer is full; throws when the data file is shorter. */
    public void readData(ByteBuffer into, long offset) throws IOException {
        ReplicaFiles.readFully(data, into, offset);
        if (into.hasRemaining()) {
            throw new HdfsException(
                    ErrorCode.CHECKSUM, block + ": the data file ends " + into.remaining() + " bytes too early");
        }
    }

    /**
     * The checksums of whole chunks from {@code firstChunk} on until the buffer is full.
     *
     * @throws HdfsException ({@link ErrorCode#CHECKSUM}) when the meta file has not that many
     */
    public void readChecksums(ByteBuffer into, long firstChunk) throws IOException {
        int size = checksum.checksumSize();
        int start = into.position();
        ReplicaFiles.readFully(meta, into, MetaHeader.SIZE + firstChunk * size);
        long end = firstChunk * size + into.limit() - start;
        if (into.hasRemaining()) {
            throw new HdfsException(
                    ErrorCode.CHECKSUM, block + ": the meta file ends " + into.remaining() + " bytes too early");
        }
        if (lastChecksum != null && end == checksum.checksumLength(block.numBytes())) {
            into.putInt(into.limit() - size, lastChecksum);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            data.close();
        } finally {
            meta.close();
        }
    }
}
