package dev.cairnfs.benchmarks.core;

import dev.cairnfs.namenode.command.GetFileInfo;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Stores many files of one block and three replicas in the core behind its door, with journal and sync and many calls
 * under way at once, and measures what they cost: operations, heap, saving and loading the image. Prints a Markdown
 * table. Arguments: the number of files (1,000,000), and {@code histogram} to see as well which classes fill the heap.
 */
public final class MillionFiles {
    private static final int UNDER_WAY_MAX = 1000;
    private static final int FILES_A_DIRECTORY = 1000;

    private static final int HISTOGRAM_LINES = 25;

    private final int files;
    private final boolean histogram;
    private final Path directory;

    private MillionFiles(int files, boolean histogram, Path directory) {
        this.files = files;
        this.histogram = histogram;
        this.directory = directory;
    }

    public static void main(String[] args) throws IOException {
        int files = args.length == 0 ? 1_000_000 : Integer.parseInt(args[0]);
        boolean histogram = args.length > 1 && args[1].equals("histogram");
        Path directory = Files.createTempDirectory("cairn-million-files");
        try {
            new MillionFiles(files, histogram, directory).run();
        } finally {
            try (Stream<Path> all = Files.walk(directory)) {
                all.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        }
    }

    @FunctionalInterface
    private interface Start {
        CompletableFuture<?> call(int index) throws HdfsException;
    }

    private void run() throws IOException {
        System.out.println("| core, in process | value |");
        System.out.println("|---|---:|");
        try (FilesUnderTest core = FilesUnderTest.open(directory)) {
            core.registerDatanodes();
            long heapBefore = usedHeap();
            operations(
                    "files of one block stored (create, addBlock, 3 reports, complete)",
                    files,
                    i -> core.storeFile(filePath(i)));
            print(
                    "heap bytes a file with one block and three replicas",
                    "%.1f",
                    (usedHeap() - heapBefore) / (double) files);
            if (histogram) {
                printHistogram();
            }
            long start = System.nanoTime();
            core.checkpoint();
            print("image of " + files + " files saved, s", "%.2f", seconds(start));
        }
        long start = System.nanoTime();
        try (FilesUnderTest again = FilesUnderTest.open(directory)) {
            if (again.query(new GetFileInfo(filePath(files - 1))).join().isEmpty()) {
                throw new IllegalStateException("the last file is gone");
            }
            print("start from that image, s", "%.2f", seconds(start));
        }
    }

    /** Names of 13 bytes, as short as unique names get in practice. */
    private static HdfsPath filePath(int i) throws HdfsException {
        return HdfsPath.parse(String.format(Locale.ROOT, "/files/%d/part-%08d", i / FILES_A_DIRECTORY, i));
    }

    private static void operations(String name, int count, Start operation) throws HdfsException {
        Deque<CompletableFuture<?>> underWay = new ArrayDeque<>();
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            underWay.add(operation.call(i));
            if (underWay.size() >= UNDER_WAY_MAX) {
                underWay.remove().join();
            }
        }
        while (!underWay.isEmpty()) {
            underWay.remove().join();
        }
        print(name + ", per second", "%.0f", count / seconds(start));
    }

    private static void print(String what, String format, double value) {
        System.out.printf(Locale.ROOT, "| %s | " + format + " |%n", what, value);
    }

    private static void printHistogram() {
        try {
            Object text = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            String.valueOf(text).lines().limit(HISTOGRAM_LINES).forEach(System.out::println);
        } catch (JMException e) {
            throw new IllegalStateException("no histogram on this JVM", e);
        }
    }

    private static double seconds(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    /** Heap in use after a full collection; asked repeatedly, since one call may not collect everything. */
    private static long usedHeap() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            used = Math.min(
                    used,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return used;
    }
}
