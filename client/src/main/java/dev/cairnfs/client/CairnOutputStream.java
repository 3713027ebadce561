package dev.cairnfs.client;

import dev.cairnfs.client.lease.LeaseRenewer;
import dev.cairnfs.client.write.FileWriter;
import dev.cairnfs.client.write.SyncFlag;
import dev.cairnfs.shared.model.FileStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;
import java.util.Set;

/**
 * Writes a new file, or on at the end of one that was there. Only a {@link #close} that returns normally means that the file is stored; {@link #abort} leaves it
 * unfinished. Thread-safe.
 */
public final class CairnOutputStream extends OutputStream {
    private final FileWriter writer;
    private final FileStatus status;
    private final LeaseRenewer leases;

    CairnOutputStream(FileWriter writer, FileStatus status, LeaseRenewer leases) {
        this.writer = writer;
        this.status = status;
        this.leases = leases;
    }

    /** The file as it was created or opened. */
    public FileStatus status() {
        return status;
    }

    /** Where in the file the next byte goes. */
    public long position() {
        return writer.position();
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, source.length);
        writer.write(source, offset, length);
    }

    /**
     * Appends all that a channel has, reading straight into packets.
     *
     * @return the number of bytes
     */
    public long transferFrom(ReadableByteChannel source) throws IOException {
        return writer.transferFrom(source);
    }

    /** Sends nothing by itself, as in HDFS: a packet goes when it is full, or with {@link #hflush}. */
    @Override
    public void flush() {}

    /** Returns when every DataNode of the pipeline has all bytes written so far, and new readers see them. */
    public void hflush() throws IOException {
        writer.flush();
    }

    /** Returns when every DataNode of the pipeline has all bytes written so far on disk. */
    public void hsync() throws IOException {
        writer.sync(Set.of());
    }

    /** As {@link #hsync()}, and does what the flags say. */
    public void hsync(Set<SyncFlag> flags) throws IOException {
        writer.sync(flags);
    }

    /** Gives the file up: it stays unfinished and nobody takes it for complete. */
    public void abort(String reason) {
        try {
            writer.abort(reason);
        } finally {
            leases.closed(writer);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            writer.close();
        } finally {
            leases.closed(writer);
        }
    }
}
