package dev.cairnfs.namenode.lifecycle;

import dev.cairnfs.namenode.journal.FileStorage;
import dev.cairnfs.namenode.journal.JournalStorage;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.NamespaceInfo;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** One of the NameNode's directories: {@code in_use.lock}, and {@code current} with VERSION, images and journal. */
final class NameDirectory {
    private static final String CURRENT = "current";
    /** What formatting fills before it becomes {@link #CURRENT}; what a crash leaves of it is not data. */
    private static final String FORMATTING = "formatting.tmp";

    private static final Set<String> NO_DATA = Set.of(DirectoryLock.NAME, FORMATTING);

    private final Path root;

    NameDirectory(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    Path root() {
        return root;
    }

    Path current() {
        return root.resolve(CURRENT);
    }

    JournalStorage storage() {
        return new FileStorage(current());
    }

    /** Makes a directory's entries durable. */
    @FunctionalInterface
    interface Sync {
        void sync(Path directory) throws IOException;
    }

    /**
     * Makes the directory, and those above it that are missing. Each new entry is synced in its parent: without that a
     * power cut could take the directory with everything that was synced in it.
     */
    void create(Sync sync) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path path = root; path != null && !Files.exists(path); path = path.getParent()) {
            missing.push(path);
        }
        for (Path path : missing) {
            Files.createDirectory(path);
            syncParent(path, sync);
        }
        if (missing.isEmpty()) {
            // Made a moment ago by somebody who did not care, or by a run that died before it synced.
            syncParent(root, sync);
        }
    }

    private static void syncParent(Path path, Sync sync) throws IOException {
        Path parent = path.getParent();
        if (parent != null && Files.isReadable(parent)) {
            sync.sync(parent);
        }
    }

    boolean isFormatted() {
        return Files.isRegularFile(current().resolve(VersionFile.NAME));
    }

    /** True when nothing in it can be anybody's data; false too when it is not there. */
    boolean isEmpty() throws IOException {
        if (!Files.isDirectory(root)) {
            return false;
        }
        try (Stream<Path> files = Files.list(root)) {
            return files.allMatch(file -> NO_DATA.contains(String.valueOf(file.getFileName())));
        }
    }

    NamespaceInfo readVersion() throws IOException {
        Path file = current().resolve(VersionFile.NAME);
        return VersionFile.decode(Files.readAllBytes(file), file.toString());
    }

    /** Fills a directory before it becomes the current one. */
    @FunctionalInterface
    interface Filler {
        void fill(Path directory) throws IOException;
    }

    /**
     * Creates {@code current} as a whole: a crash leaves all of it or nothing.
     *
     * @throws HdfsException INCONSISTENT_STORAGE when there is anything in the directory already
     */
    void format(NamespaceInfo info, Filler filler) throws IOException {
        if (!isEmpty()) {
            throw new HdfsException(
                    ErrorCode.INCONSISTENT_STORAGE,
                    "Storage directory " + root + " is not empty: formatting would destroy what is in it. "
                            + "Remove its content first if it is not needed");
        }
        Path formatting = root.resolve(FORMATTING);
        deleteTree(formatting);
        Files.createDirectory(formatting);
        filler.fill(formatting);
        Path version = formatting.resolve(VersionFile.NAME);
        Files.write(version, VersionFile.encode(info), StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
        sync(formatting);
        Files.move(formatting, current(), StandardCopyOption.ATOMIC_MOVE);
        sync(root);
    }

    private static void deleteTree(Path tree) throws IOException {
        if (Files.exists(tree)) {
            List<Path> paths;
            try (Stream<Path> walk = Files.walk(tree)) {
                paths = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : paths) {
                Files.delete(path);
            }
        }
    }

    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
