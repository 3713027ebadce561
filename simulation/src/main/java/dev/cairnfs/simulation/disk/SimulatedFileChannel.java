package dev.cairnfs.simulation.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** An open file or directory. It stays readable when its name is gone. */
final class SimulatedFileChannel extends FileChannel {
    private final SimulatedDisk disk;
    private final Node node;
    private final String name;
    private final boolean writes;
    private final boolean append;
    private long position;

    SimulatedFileChannel(SimulatedDisk disk, Node node, String name, boolean writes, boolean append) {
        this.disk = disk;
        this.node = node;
        this.name = name;
        this.writes = writes;
        this.append = append;
    }

    private FileNode file() throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        if (node instanceof FileNode file) {
            return file;
        }
        throw new IOException("Is a directory");
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int count = read(into, position);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
        FileNode file = file();
        disk.step("read", name);
        if (!into.hasRemaining()) {
            return 0;
        }
        byte[] bytes = new byte[into.remaining()];
        int count = file.read(bytes, 0, bytes.length, at);
        if (count > 0) {
            into.put(bytes, 0, count);
        }
        return count;
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        long total = 0;
        for (int i = offset; i < offset + length; i++) {
            int count = read(into[i]);
            if (count < 0) {
                return total == 0 ? -1 : total;
            }
            total += count;
            if (into[i].hasRemaining()) {
                break;
            }
        }
        return total;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        if (append) {
            position = file().length();
        }
        int count = write(from, position);
        position += count;
        return count;
    }

    @Override
    public int write(ByteBuffer from, long at) throws IOException {
        FileNode file = file();
        if (!writes) {
            throw new NonWritableChannelException();
        }
        ByteBuffer view = from.duplicate();
        byte[] bytes = new byte[view.remaining()];
        view.get(bytes);
        disk.write(file, bytes, bytes.length, at, name);
        from.position(from.limit());
        return bytes.length;
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) throws IOException {
        long total = 0;
        for (int i = offset; i < offset + length; i++) {
            total += write(from[i]);
        }
        return total;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public FileChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long size() throws IOException {
        FileNode file = file();
        disk.step("size", name);
        return file.length();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        disk.truncate(file(), size, name);
        position = Math.min(position, size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
        if (node instanceof FileNode file) {
            disk.sync(file, name);
        } else if (node instanceof DirectoryNode directory) {
            disk.sync(directory, name);
        }
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) throws IOException {
        byte[] bytes = new byte[(int) Math.min(count, 1 << 20)];
        disk.step("read", name);
        int read = file().read(bytes, 0, bytes.length, from);
        return read <= 0 ? 0 : target.write(ByteBuffer.wrap(bytes, 0, read));
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long at, long count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(count, 1 << 20));
        int read = source.read(bytes);
        return read <= 0 ? 0 : write(bytes.flip(), at);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long from, long size) {
        throw new UnsupportedOperationException("not mapped");
    }

    @Override
    public FileLock lock(long from, long size, boolean shared) {
        return tryLock(from, size, shared);
    }

    /** One process uses a disk at a time: the simulator sees to it. */
    @Override
    public FileLock tryLock(long from, long size, boolean shared) {
        return new FileLock(this, from, size, shared) {
            @Override
            public boolean isValid() {
                return acquiredBy().isOpen();
            }

            @Override
            public void release() {}
        };
    }

    @Override
    protected void implCloseChannel() {}
}
