package dev.cairnfs.webui.fake;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.ContentSummary;
import dev.cairnfs.shared.model.DirectoryListing;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.FileType;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Files and directories in memory, with the rules that the console shows. Every method is synchronized. */
public final class FakeNamespace {
    /** The names that break careless consoles. */
    public static final List<String> ODD_NAMES = List.of(
            "100% sure.txt",
            "#hash.txt",
            "what?.txt",
            "a+b.txt",
            "semi;colon.txt",
            "café é.txt",
            "日本.txt",
            "it's \"quoted\".txt",
            "<b>&amp;.txt",
            "two  spaces.txt",
            "%2e%2e%2f.txt");

    private static final long BLOCK = 128L << 20;
    private static final int PAGE = 1000;

    private final Map<String, NavigableMap<String, FileStatus>> directories = new HashMap<>();
    private final long now;
    private long nextId = 16386;

    FakeNamespace(long now) {
        this.now = now;
        directories.put("/", newDirectory());
        fill();
    }

    private static NavigableMap<String, FileStatus> newDirectory() {
        return new TreeMap<>((a, b) -> Arrays.compareUnsigned(HdfsPath.nameBytes(a), HdfsPath.nameBytes(b)));
    }

    private void fill() {
        for (String directory :
                new String[] {"/data", "/data/events", "/tmp", "/user", "/user/ada", "/big", "/odd", "/empty"}) {
            addDirectory(
                    directory,
                    directory.startsWith("/user/ada") ? "ada" : "hdfs",
                    directory.equals("/tmp") ? 01777 : 0755);
        }
        for (int day = 1; day <= 14; day++) {
            addFile(String.format("/data/events/2026-11-%02d.parquet", day), (long) (day * 1.37e8) + 4711, 3, "etl");
        }
        addFile("/data/archive.tar", 1_876_543_210L, 3, "hdfs");
        addFile("/data/huge.tar", 40L << 30, 3, "hdfs");
        addFile("/data/README.md", 4_200, 2, "hdfs");
        addFile("/data/zero", 0, 3, "hdfs");
        addFile("/data/secret.bin", 5_000_000, 3, "hdfs");
        directory("/data").computeIfPresent("secret.bin", (name, s) -> withPermission(s, 0600));
        for (String open : List.of(FakeLeases.WRITTEN, FakeLeases.RECOVERING, FakeLeases.SILENT, FakeLeases.ODD)) {
            addFile(open, 200L << 20, 3, "ada");
        }
        addFile(FakeLeases.EMPTY, 0, 3, "ada");
        addFile(FakeLeases.STALLED, 300L << 20, 3, "ada");
        for (String name : ODD_NAMES) {
            addFile("/odd/" + name, 1_234, 3, "hdfs");
        }
        for (int i = 0; i < 100_000; i++) {
            addFile(String.format("/big/part-%06d", i), (i * 7919L) % 1_000_003, 3, "etl");
        }
    }

    private NavigableMap<String, FileStatus> directory(String path) {
        NavigableMap<String, FileStatus> children = directories.get(path);
        if (children == null) {
            throw new IllegalStateException("no directory " + path);
        }
        return children;
    }

    private void addDirectory(String path, String owner, int permission) {
        HdfsPathParts parts = HdfsPathParts.of(path);
        directories.put(path, newDirectory());
        directory(parts.parent())
                .put(
                        parts.name(),
                        new FileStatus(
                                parts.name(),
                                FileType.DIRECTORY,
                                0,
                                owner,
                                "supergroup",
                                permission,
                                now - nextId * 1000,
                                0,
                                0,
                                0,
                                nextId++,
                                0,
                                0,
                                null));
    }

    public synchronized void addFile(String path, long length, int replication, String owner) {
        HdfsPathParts parts = HdfsPathParts.of(path);
        directory(parts.parent())
                .put(
                        parts.name(),
                        new FileStatus(
                                parts.name(),
                                FileType.FILE,
                                length,
                                owner,
                                "supergroup",
                                0644,
                                now - nextId * 7_000,
                                now - nextId * 900,
                                BLOCK,
                                replication,
                                nextId++,
                                0,
                                0,
                                null));
    }

    synchronized Optional<FileStatus> status(HdfsPath path) {
        if (path.isRoot()) {
            return Optional.of(new FileStatus(
                    "",
                    FileType.DIRECTORY,
                    0,
                    "hdfs",
                    "supergroup",
                    0755,
                    now,
                    0,
                    0,
                    0,
                    16385,
                    directory("/").size(),
                    0,
                    null));
        }
        NavigableMap<String, FileStatus> siblings =
                directories.get(path.parent().toString());
        FileStatus status = siblings == null ? null : siblings.get(path.name());
        return status == null ? Optional.empty() : Optional.of(counted(path.toString(), status));
    }

    private FileStatus counted(String path, FileStatus s) {
        return !s.isDirectory()
                ? s
                : new FileStatus(
                        s.name(),
                        s.type(),
                        s.length(),
                        s.owner(),
                        s.group(),
                        s.permission(),
                        s.modificationTimeMillis(),
                        s.accessTimeMillis(),
                        s.blockSizeBytes(),
                        s.replication(),
                        s.fileId(),
                        directory(path).size(),
                        s.storagePolicy(),
                        s.symlink());
    }

    private static FileStatus withPermission(FileStatus s, int permission) {
        return new FileStatus(
                s.name(),
                s.type(),
                s.length(),
                s.owner(),
                s.group(),
                permission,
                s.modificationTimeMillis(),
                s.accessTimeMillis(),
                s.blockSizeBytes(),
                s.replication(),
                s.fileId(),
                s.childrenNum(),
                s.storagePolicy(),
                s.symlink());
    }

    private static FileStatus renamed(FileStatus s, String name) {
        return new FileStatus(
                name,
                s.type(),
                s.length(),
                s.owner(),
                s.group(),
                s.permission(),
                s.modificationTimeMillis(),
                s.accessTimeMillis(),
                s.blockSizeBytes(),
                s.replication(),
                s.fileId(),
                s.childrenNum(),
                s.storagePolicy(),
                s.symlink());
    }

    synchronized DirectoryListing list(HdfsPath path, String startAfter) throws HdfsException {
        NavigableMap<String, FileStatus> children = directories.get(path.toString());
        if (children == null) {
            throw new HdfsException(ErrorCode.FILE_NOT_FOUND, "File " + path + " does not exist.");
        }
        NavigableMap<String, FileStatus> rest = startAfter.isEmpty() ? children : children.tailMap(startAfter, false);
        List<FileStatus> page = new ArrayList<>();
        String prefix = path.isRoot() ? "/" : path + "/";
        for (FileStatus status : rest.values()) {
            if (page.size() == PAGE) {
                break;
            }
            page.add(counted(prefix + status.name(), status));
        }
        boolean more = page.size() == PAGE && !page.get(PAGE - 1).name().equals(children.lastKey());
        return new DirectoryListing(page, more ? 1 : 0);
    }

    synchronized ContentSummary summary(HdfsPath path) throws HdfsException {
        FileStatus status = status(path)
                .orElseThrow(() -> new HdfsException(ErrorCode.FILE_NOT_FOUND, "File does not exist: " + path));
        if (!status.isDirectory()) {
            return new ContentSummary(0, 1, status.length(), status.length() * status.replication(), -1, -1, true);
        }
        long dirs = 1;
        long files = 0;
        long length = 0;
        long space = 0;
        for (FileStatus child : List.copyOf(directory(path.toString()).values())) {
            ContentSummary below = summary(path.child(child.name()));
            dirs += below.directoryCount();
            files += below.fileCount();
            length += below.lengthBytes();
            space += below.spaceConsumedBytes();
        }
        return new ContentSummary(dirs, files, length, space, -1, -1, false);
    }

    synchronized void mkdirs(HdfsPath path, String owner) throws HdfsException {
        if (!directories.containsKey(path.parent().toString())) {
            mkdirs(path.parent(), owner);
        }
        addDirectory(path.toString(), owner, 0755);
    }

    synchronized boolean delete(HdfsPath path) {
        directories.keySet().removeIf(d -> d.equals(path.toString()) || d.startsWith(path + "/"));
        NavigableMap<String, FileStatus> siblings =
                directories.get(path.parent().toString());
        return siblings != null && siblings.remove(path.name()) != null;
    }

    synchronized void rename(HdfsPath source, HdfsPath target) throws HdfsException {
        FileStatus status = status(source)
                .orElseThrow(() ->
                        new HdfsException(ErrorCode.FILE_NOT_FOUND, "rename source " + source + " is not found."));
        if (status(target).isPresent()) {
            throw new HdfsException(ErrorCode.FILE_ALREADY_EXISTS, "rename destination " + target + " already exists");
        }
        if (!directories.containsKey(target.parent().toString())) {
            throw new HdfsException(
                    ErrorCode.FILE_NOT_FOUND, "rename destination parent " + target.parent() + " not found.");
        }
        NavigableMap<String, FileStatus> moved = directories.remove(source.toString());
        if (moved != null) {
            directories.put(target.toString(), moved);
        }
        directory(source.parent().toString()).remove(source.name());
        directory(target.parent().toString()).put(target.name(), renamed(status, target.name()));
    }

    /** A path split at its last slash, without the checks of a door. */
    private record HdfsPathParts(String parent, String name) {
        static HdfsPathParts of(String path) {
            int slash = path.lastIndexOf('/');
            return new HdfsPathParts(slash == 0 ? "/" : path.substring(0, slash), path.substring(slash + 1));
        }
    }
}
