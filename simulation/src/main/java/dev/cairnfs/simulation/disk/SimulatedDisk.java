package dev.cairnfs.simulation.disk;

import dev.cairnfs.simulation.runtime.Fiber;
import dev.cairnfs.simulation.runtime.Kernel;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One disk: a tree of files, and what can go wrong with it. Paths begin with a slash and have no dots. */
public final class SimulatedDisk {
    private static final Set<String> CHANNEL_OPERATIONS = Set.of("read", "write", "size", "truncate", "sync");

    private final Kernel kernel;
    private final DirectoryNode root = new DirectoryNode();
    private final EntryLog log = new EntryLog();
    private final long capacity;
    private long foreign;
    private long own;
    private boolean broken;
    private boolean failingSync;
    private long operations;
    private long crashAt = Long.MAX_VALUE;

    public SimulatedDisk(Kernel kernel, long capacityBytes) {
        this.kernel = kernel;
        this.capacity = capacityBytes;
    }

    /** A path on this disk. */
    public SimulatedPath path(String text) {
        return new SimulatedFileSystem(this).path(text);
    }

    // What goes wrong.

    /** From now on nothing can be read or written. */
    public void breakDown() {
        broken = true;
    }

    public boolean isBroken() {
        return broken;
    }

    /** The next sync fails, and nobody knows any more what is on the disk: from then on it is broken. */
    public void failNextSync() {
        failingSync = true;
    }

    public boolean isFailingSync() {
        return failingSync;
    }

    /** It works again, with all that was on it. */
    public void mend() {
        broken = false;
        failingSync = false;
    }

    /** So much of the disk is taken by others; all of it for a full disk. */
    public void setForeignBytes(long bytes) {
        foreign = bytes;
    }

    /** The process that uses the disk dies within one of the next operations. */
    public void crashWithin(int operationsFromNow) {
        crashAt = operations + operationsFromNow;
    }

    /** Whatever was to go wrong does not, and nobody else takes space; a broken disk stays broken. */
    public void endFaults() {
        foreign = 0;
        failingSync = false;
        crashAt = Long.MAX_VALUE;
    }

    /** Loses what was not synced. */
    public void powerCut() {
        crashAt = Long.MAX_VALUE;
        log.powerCut(kernel.random());
        own = 0;
        Set<Node> seen = new LinkedHashSet<>();
        powerCut(root, seen);
    }

    /** The process was killed: nothing is lost. */
    public void killed() {
        crashAt = Long.MAX_VALUE;
    }

    private void powerCut(DirectoryNode directory, Set<Node> seen) {
        directory.powerCut();
        for (Node node : directory.entries().values()) {
            if (node instanceof DirectoryNode child) {
                powerCut(child, seen);
            } else if (node instanceof FileNode file && seen.add(file)) {
                file.powerCut(kernel.random());
                own += file.length();
            }
        }
    }

    // Operations.

    public long totalBytes() {
        return capacity;
    }

    public long freeBytes() {
        return Math.max(0, capacity - foreign - own);
    }

    /** Each operation passes here: the process may be dead, die here, or wait for the disk. */
    void step(String what, String file) throws IOException {
        kernel.checkAlive();
        operations++;
        if (operations >= crashAt) {
            crashAt = Long.MAX_VALUE;
            kernel.process().kill();
            kernel.checkAlive();
        }
        Fiber fiber = kernel.fiber();
        if (fiber != null && kernel.chance(100)) {
            fiber.sleepThrough(1 + kernel.random().nextInt(3));
        }
        if (broken) {
            boolean onChannel = CHANNEL_OPERATIONS.contains(what);
            throw onChannel
                    ? new IOException("Input/output error")
                    : new FileSystemException(file, null, "Input/output error");
        }
        kernel.trace().add(what.length() * 1000L + file.length());
    }

    private void takeSpace(long bytes) throws IOException {
        if (bytes > 0 && foreign + own + bytes > capacity) {
            throw new IOException("No space left on device");
        }
        own += bytes;
    }

    void write(FileNode file, byte[] bytes, int count, long position, String name) throws IOException {
        step("write", name);
        takeSpace(file.growth(position, count));
        file.write(bytes, count, position);
    }

    void truncate(FileNode file, long size, String name) throws IOException {
        step("truncate", name);
        own -= Math.max(0, file.length() - size);
        file.truncate(size);
    }

    void sync(FileNode file, String name) throws IOException {
        beginSync(name);
        try {
            failSync();
        } catch (IOException e) {
            file.loseDirtyMarks();
            throw e;
        }
        file.sync();
    }

    void sync(DirectoryNode directory, String name) throws IOException {
        beginSync(name);
        failSync();
        log.sync(directory);
    }

    private void beginSync(String name) throws IOException {
        step("sync", name);
        Fiber fiber = kernel.fiber();
        if (fiber != null) {
            fiber.sleepThrough(1 + kernel.random().nextInt(kernel.chance(20) ? 400 : 8));
        }
    }

    private void failSync() throws IOException {
        if (failingSync) {
            failingSync = false;
            broken = true;
            throw new IOException("Input/output error");
        }
    }

    /** Null when there is none. */
    @Nullable
    Node find(List<String> names) {
        Node at = root;
        for (String name : names) {
            at = at instanceof DirectoryNode directory ? directory.entries().get(name) : null;
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    private DirectoryNode directory(List<String> names, String path) throws IOException {
        Node node = find(names);
        if (node == null) {
            throw new NoSuchFileException(path);
        }
        if (node instanceof DirectoryNode directory) {
            return directory;
        }
        throw new NotDirectoryException(path);
    }

    private DirectoryNode parent(SimulatedPath path) throws IOException {
        List<String> names = path.names();
        return directory(names.subList(0, names.size() - 1), path.toString());
    }

    void makeDirectory(SimulatedPath path) throws IOException {
        step("mkdir", path.toString());
        if (find(path.names()) != null) {
            throw new FileAlreadyExistsException(path.toString());
        }
        put(path, new DirectoryNode());
    }

    FileNode makeFile(SimulatedPath path) throws IOException {
        step("create", path.toString());
        FileNode made = new FileNode();
        put(path, made);
        return made;
    }

    private void put(SimulatedPath path, Node node) throws IOException {
        DirectoryNode parent = parent(path);
        parent.entries().put(path.name(), node);
        log.add(new EntryLog.Entry(parent, path.name(), node));
    }

    void delete(SimulatedPath path) throws IOException {
        step("delete", path.toString());
        Node node = find(path.names());
        if (node == null) {
            throw new NoSuchFileException(path.toString());
        }
        if (node instanceof DirectoryNode directory && !directory.entries().isEmpty()) {
            throw new DirectoryNotEmptyException(path.toString());
        }
        DirectoryNode parent = parent(path);
        parent.entries().remove(path.name());
        log.add(new EntryLog.Entry(parent, path.name(), null));
        if (node instanceof FileNode file) {
            own -= file.length();
        }
    }

    void move(SimulatedPath from, SimulatedPath to, boolean replace) throws IOException {
        step("rename", from.toString());
        Node node = find(from.names());
        if (node == null) {
            throw new NoSuchFileException(from.toString());
        }
        if (from.equals(to)) {
            return;
        }
        Node replaced = find(to.names());
        if (replaced != null && !replace) {
            throw new FileAlreadyExistsException(to.toString());
        }
        DirectoryNode source = parent(from);
        DirectoryNode target = parent(to);
        if (replaced instanceof FileNode file) {
            own -= file.length();
        }
        source.entries().remove(from.name());
        target.entries().put(to.name(), node);
        log.add(new EntryLog.Entry(target, to.name(), node), new EntryLog.Entry(source, from.name(), null));
    }

    void link(SimulatedPath link, SimulatedPath existing) throws IOException {
        step("link", link.toString());
        Node node = find(existing.names());
        if (node == null) {
            throw new NoSuchFileException(existing.toString());
        }
        if (find(link.names()) != null) {
            throw new FileAlreadyExistsException(link.toString());
        }
        put(link, node);
    }

    /** All files by path, with their lengths; for those who look on. */
    public SortedMap<String, Integer> files() {
        SortedMap<String, Integer> found = new TreeMap<>();
        collect(root, "", found);
        return found;
    }

    private static void collect(DirectoryNode directory, String path, SortedMap<String, Integer> found) {
        directory.entries().forEach((name, node) -> {
            String child = path + "/" + name;
            if (node instanceof DirectoryNode inner) {
                collect(inner, child, found);
            } else if (node instanceof FileNode file) {
                found.put(child, file.length());
            }
        });
    }

    SortedMap<String, Node> list(SimulatedPath path) throws IOException {
        step("list", path.toString());
        return new TreeMap<>(directory(path.names(), path.toString()).entries());
    }
}
