package dev.cairnfs.torture;

import dev.cairnfs.client.CairnFileSystem;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.LocatedBlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Looks at the block files themselves: every finished replica must hold what the file holds there. */
final class ReplicaFiles {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Cluster cluster;
    private final CairnFileSystem files;
    private final RunContext context;

    ReplicaFiles(Cluster cluster, CairnFileSystem files, RunContext context) {
        this.cluster = cluster;
        this.files = files;
        this.context = context;
    }

    /** Checks all replicas of all files that are closed. A copy that is just being made is waited for. */
    void checkAll(List<PromisedFile.State> states) throws IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        List<PromisedFile.State> left = states;
        while (true) {
            Map<Long, List<Path>> replicas = finalized();
            List<PromisedFile.State> wrong = new ArrayList<>();
            List<String> problems = new ArrayList<>();
            for (PromisedFile.State file : left) {
                String problem = file.deleting() ? "" : problem(file, replicas);
                if (!problem.isEmpty()) {
                    wrong.add(file);
                    problems.add(problem);
                }
            }
            if (wrong.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                problems.forEach(context.tally()::broken);
                return;
            }
            left = wrong;
            Pause.millis(500);
        }
    }

    /** What is wrong with the replicas of a file, or an empty text. */
    private String problem(PromisedFile.State file, Map<Long, List<Path>> replicas) throws IOException {
        List<LocatedBlock> blocks;
        try {
            blocks = files.getBlockLocations(file.path(), 0, Long.MAX_VALUE);
        } catch (HdfsException e) {
            if (e.code() == ErrorCode.FILE_NOT_FOUND && !file.created()) {
                return "";
            }
            throw e;
        }
        long key = Pattern.key(context.seed(), file.path());
        for (LocatedBlock located : blocks) {
            List<Path> copies = replicas.getOrDefault(located.block().block().blockId(), List.of());
            int whole = 0;
            for (Path copy : copies) {
                whole += isWhole(copy, located, key) ? 1 : 0;
                context.tally().count("replicas compared on disk");
            }
            if (whole < located.locations().size()) {
                return file + ": " + located + " has only " + whole + " whole replicas among " + copies;
            }
        }
        return "";
    }

    private static boolean isWhole(Path copy, LocatedBlock located, long key) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(copy);
        } catch (NoSuchFileException deleted) {
            return false;
        }
        return bytes.length == located.block().block().numBytes()
                && Pattern.mismatch(key, located.offset(), bytes, bytes.length) < 0;
    }

    /** The finished block files of all DataNodes by block id. */
    private Map<Long, List<Path>> finalized() throws IOException {
        Map<Long, List<Path>> found = new HashMap<>();
        for (Path directory : cluster.dataDirectories()) {
            try (Stream<Path> all = Files.walk(directory)) {
                all.filter(path -> path.toString().contains("/finalized/"))
                        .filter(path -> path.getFileName().toString().matches("blk_\\d+"))
                        .forEach(path -> found.computeIfAbsent(
                                        Long.parseLong(
                                                path.getFileName().toString().substring(4)),
                                        id -> new ArrayList<>())
                                .add(path));
            } catch (UncheckedIOException e) {
                if (!(e.getCause() instanceof NoSuchFileException)) {
                    throw e.getCause();
                }
                // Something was deleted or moved meanwhile; what is missing now is found when all is looked at again.
            }
        }
        return found;
    }
}
