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
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A replica opened for reading; it stays readable when it is deleted meanwhile. Positional reads only; any thread. */
public final class ReplicaReader implements Closeable {
    private final Source source;
    private final DataChecksum checksum;
    private final FileChannel data;
    private final FileChannel meta;

    /**
     * What is known of a replica when it is opened.
     *
     * @param block with the length that is written, all of which is covered by checksums
     * @param readableBytes how much of it may be handed out
     * @param lastChecksum the checksum of the last chunk where the meta file's is not to be used; otherwise null
     */
    record Source(Block block, long readableBytes, @Nullable Integer lastChecksum, String storageId) {}

    private ReplicaReader(Source source, DataChecksum checksum, FileChannel data, FileChannel meta) {
        this.source = source;
        this.checksum = checksum;
        this.data = data;
        this.meta = meta;
    }

    /**
     * Opens both files.
     *
     * @param places where each of them may be, the likeliest first: a replica may be moved meanwhile
     * @throws HdfsException ({@link ErrorCode#REPLICA_NOT_FOUND}) when a file is in none of them
     */
    static ReplicaReader open(Source source, List<ReplicaFiles> places) throws IOException {
        FileChannel data = null;
        FileChannel meta = null;
        boolean opened = false;
        try {
            data = openAny(places.stream().map(ReplicaFiles::data).toList());
            meta = openAny(places.stream().map(ReplicaFiles::meta).toList());
            DataChecksum checksum = ReplicaFiles.readHeader(meta);
            opened = true;
            return new ReplicaReader(withLastChecksum(source, checksum, meta), checksum, data, meta);
        } catch (NoSuchFileException e) {
            throw new HdfsException(
                    ErrorCode.REPLICA_NOT_FOUND, "Replica files of " + source.block() + " are missing", e);
        } finally {
            if (!opened) {
                closeQuietly(data);
                closeQuietly(meta);
            }
        }
    }

    /** A short last chunk's checksum is kept from the beginning: an append to the replica may change the meta file's. */
    private static Source withLastChecksum(Source source, DataChecksum checksum, FileChannel meta) throws IOException {
        Block block = source.block();
        boolean isShort = block.numBytes() % checksum.bytesPerChecksum() != 0 && checksum.checksumSize() > 0;
        if (!isShort || source.lastChecksum() != null) {
            return source;
        }
        ByteBuffer last = ByteBuffer.allocate(checksum.checksumSize());
        long at = block.numBytes() / checksum.bytesPerChecksum() * checksum.checksumSize();
        ReplicaFiles.readFully(meta, last, MetaHeader.SIZE + at);
        // Where it is missing whoever reads that far hears so.
        return last.hasRemaining()
                ? source
                : new Source(block, source.readableBytes(), last.getInt(0), source.storageId());
    }

    private static FileChannel openAny(List<Path> places) throws IOException {
        for (Path place : places.subList(0, places.size() - 1)) {
            try {
                return FileChannel.open(place, StandardOpenOption.READ);
            } catch (NoSuchFileException elsewhere) {
                // The next one.
            }
        }
        return FileChannel.open(places.get(places.size() - 1), StandardOpenOption.READ);
    }

    private static void closeQuietly(@Nullable FileChannel channel) throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    /**
     * Checks the lengths of a finished replica's files; closes them when they are too short.
     *
     * @throws HdfsException ({@link ErrorCode#CHECKSUM})
     */
    void requireWhole() throws IOException {
        long length = block().numBytes();
        long metaLength = MetaHeader.SIZE + checksum.checksumLength(length);
        if (data.size() < length || meta.size() < metaLength) {
            String lengths = data.size() + " bytes of data and " + meta.size() + " of checksums";
            close();
            throw new HdfsException(ErrorCode.CHECKSUM, block() + " is too short: " + lengths);
        }
    }

    /** See {@link ProvenTail#find}. */
    ReplicaWriter.Written proven(ReplicaWriter.Written written, long acknowledgedBytes) throws IOException {
        return ProvenTail.find(data, meta, checksum, block(), written, acknowledgedBytes);
    }

    /** The block with the length that is written; more than {@link #readableBytes} is for verifying only. */
    public Block block() {
        return source.block();
    }

    /** How many bytes from the beginning may be handed out: of a replica being written those that are visible. */
    public long readableBytes() {
        return source.readableBytes();
    }

    public String storageId() {
        return source.storageId();
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
                    ErrorCode.CHECKSUM, block() + ": the data file ends " + into.remaining() + " bytes too early");
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
                    ErrorCode.CHECKSUM, block() + ": the meta file ends " + into.remaining() + " bytes too early");
        }
        Integer lastChecksum = source.lastChecksum();
        if (lastChecksum != null && end == checksum.checksumLength(block().numBytes())) {
            // The meta file's may be of a later moment.
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
