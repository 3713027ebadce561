package dev.cairnfs.simulation.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Leads {@link java.nio.file.Files} to the simulated disks. */
final class SimulatedFileSystemProvider extends FileSystemProvider {
    @Override
    public String getScheme() {
        return "simulated";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> settings) {
        throw new UnsupportedOperationException("disks are made by the simulator");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException("disks have no URIs");
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException("disks have no URIs");
    }

    @Override
    public SeekableByteChannel newByteChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... made)
            throws IOException {
        return newFileChannel(path, options, made);
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... made)
            throws IOException {
        SimulatedPath file = SimulatedPath.of(path);
        SimulatedDisk disk = file.disk();
        disk.step("open", file.toString());
        Node node = disk.find(file.names());
        boolean append = options.contains(StandardOpenOption.APPEND);
        boolean writes = options.contains(StandardOpenOption.WRITE) || append;
        if (node == null) {
            boolean creates =
                    options.contains(StandardOpenOption.CREATE) || options.contains(StandardOpenOption.CREATE_NEW);
            if (!writes || !creates) {
                throw new NoSuchFileException(file.toString());
            }
            node = disk.makeFile(file);
        } else if (options.contains(StandardOpenOption.CREATE_NEW)) {
            throw new FileAlreadyExistsException(file.toString());
        } else if (writes && options.contains(StandardOpenOption.TRUNCATE_EXISTING) && node instanceof FileNode old) {
            disk.truncate(old, 0, file.toString());
        }
        return new SimulatedFileChannel(disk, node, file.toString(), writes, append);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path path, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        SimulatedPath directory = SimulatedPath.of(path);
        List<Path> found = new ArrayList<>();
        for (String name : directory.disk().list(directory).keySet()) {
            Path entry = directory.resolve(name);
            if (filter.accept(entry)) {
                found.add(entry);
            }
        }
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return found.iterator();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
        SimulatedPath directory = SimulatedPath.of(path);
        directory.disk().makeDirectory(directory);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        SimulatedPath path = SimulatedPath.of(link);
        path.disk().link(path, SimulatedPath.of(existing));
    }

    @Override
    public void delete(Path path) throws IOException {
        SimulatedPath file = SimulatedPath.of(path);
        file.disk().delete(file);
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        SimulatedPath to = SimulatedPath.of(target);
        try (FileChannel from = newFileChannel(source, Set.of(StandardOpenOption.READ))) {
            boolean replace = Arrays.asList(options).contains(StandardCopyOption.REPLACE_EXISTING);
            Set<StandardOpenOption> how = replace
                    ? Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)
                    : Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
            try (FileChannel into = newFileChannel(to, how)) {
                long size = from.size();
                for (long at = 0; at < size; ) {
                    at += from.transferTo(at, size - at, into);
                }
            }
        }
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        SimulatedPath from = SimulatedPath.of(source);
        List<CopyOption> how = Arrays.asList(options);
        boolean replace =
                how.contains(StandardCopyOption.REPLACE_EXISTING) || how.contains(StandardCopyOption.ATOMIC_MOVE);
        from.disk().move(from, SimulatedPath.of(target), replace);
    }

    @Override
    public boolean isSameFile(Path path, Path other) {
        return path.equals(other);
    }

    @Override
    public boolean isHidden(Path path) {
        return false;
    }

    @Override
    public FileStore getFileStore(Path path) {
        throw new UnsupportedOperationException("ask the disk for its size");
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        find(path);
    }

    private static Node find(Path path) throws IOException {
        SimulatedPath file = SimulatedPath.of(path);
        file.disk().step("stat", file.toString());
        Node node = file.disk().find(file.names());
        if (node == null) {
            throw new NoSuchFileException(file.toString());
        }
        return node;
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return null;
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return type.cast(new SimulatedAttributes(find(path)));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        return Map.of("size", new SimulatedAttributes(find(path)).size());
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
        throw new UnsupportedOperationException("nothing to set");
    }
}
