package dev.cairnfs.namenode.state;

import dev.cairnfs.namenode.image.ImageLoader;
import dev.cairnfs.namenode.image.ImageWriter;
import dev.cairnfs.shared.path.HdfsPath;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/**
 * Measures what files cost: heap bytes a file, time of the operations, time to save and to load the image. Each file has a
 * name of 13 bytes, one block and, in a stand-in for the soft state's columns, three replicas; directories have 1000 files.
 *
 * <p>Run it after {@code mvn -Pfast test-compile -pl namenode-core -am}:
 *
 * <pre>
 * java -Xmx2g -cp namenode-core/target/classes:namenode-core/target/test-classes:shared-core/target/classes:$(find
 *     ~/.m2 -name 'protobuf-java-4.36.2.jar') dev.cairnfs.namenode.state.HeapPerFile 1000000
 * </pre>
 */
public final class HeapPerFile {
    private static final int FILES_A_DIRECTORY = 1000;

    private final int files;
    private final long[] directories;

    private HeapPerFile(int files) {
        this.files = files;
        this.directories = new long[(files + FILES_A_DIRECTORY - 1) / FILES_A_DIRECTORY];
    }

    public static void main(String[] arguments) throws Exception {
        new HeapPerFile(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000).run();
    }

    private void run() throws Exception {
        long before = usedHeap();
        Namespace namespace = new Namespace("hdfs", "supergroup", BlockEvents.NONE);
        long start = cpuNanos();
        fill(namespace);
        report("create, add block, commit, close", cpuNanos() - start, files);
        short[][] replicas = new short[3][files];
        long used = usedHeap() - before;
        print("heap: %.1f bytes a file (three replica columns of 2 bytes included)", (double) used / files);
        print(
                "columns: inodes %.1f, index %.1f, blocks %.1f, replicas %.1f",
                (double) namespace.inodeStore().heapBytes() / files,
                (double) namespace.index().pages().heapBytes() / files,
                (double) namespace.blocks().heapBytes() / files,
                2.0 * replicas.length);
        lookups(namespace);
        lists(namespace);
        image(namespace);
    }

    private void fill(Namespace namespace) {
        Edits edits = new Edits(namespace);
        for (int i = 0; i < files; i++) {
            int directory = i / FILES_A_DIRECTORY;
            if (i % FILES_A_DIRECTORY == 0) {
                directories[directory] = edits.mkdir(Namespace.ROOT_ID, directoryName(directory));
            }
            edits.file(directories[directory], fileName(i), 100_000_000L + i);
        }
    }

    private static String directoryName(int number) {
        return String.format("directory-%05d", number);
    }

    private static String fileName(int number) {
        return String.format("part-%08d", number);
    }

    private void lookups(Namespace namespace) throws Exception {
        Random random = new Random(1);
        HdfsPath[] paths = new HdfsPath[200_000];
        for (int i = 0; i < paths.length; i++) {
            int file = random.nextInt(files);
            paths[i] = HdfsPath.parse("/" + directoryName(file / FILES_A_DIRECTORY) + "/" + fileName(file));
        }
        for (int round = 0; round < 3; round++) {
            long start = cpuNanos();
            for (HdfsPath path : paths) {
                if (!namespace.lookup(path).exists()) {
                    throw new IllegalStateException(path + " is lost");
                }
            }
            report("lookup of /directory/file at random", cpuNanos() - start, paths.length);
        }
    }

    private void lists(Namespace namespace) {
        for (int round = 0; round < 3; round++) {
            long[] count = {0};
            long start = cpuNanos();
            for (long directory : directories) {
                namespace.inodes().forEachChild(directory, new byte[0], id -> {
                    count[0] += namespace.inodes().nameBytes(id).length > 0 ? 1 : 0;
                    return true;
                });
            }
            report("listed entry with its name", cpuNanos() - start, count[0]);
        }
    }

    private void image(Namespace namespace) throws IOException {
        Path directory = Files.createTempDirectory("heap-per-file");
        for (int round = 0; round < 3; round++) {
            long start = System.nanoTime();
            NamespaceSnapshot snapshot = namespace.snapshot();
            long taken = System.nanoTime();
            Path image = ImageWriter.write(snapshot, directory);
            long saved = System.nanoTime();
            Namespace loaded = ImageLoader.load(image, BlockEvents.NONE);
            long end = System.nanoTime();
            print(
                    "snapshot %.2f ms, save %d ms, load %d ms, image %.1f MB, %d inodes",
                    (taken - start) / 1e6,
                    (saved - taken) / 1_000_000,
                    (end - saved) / 1_000_000,
                    Files.size(image) / 1e6,
                    loaded.inodes().count());
        }
        try (var left = Files.list(directory)) {
            for (Path file : left.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    private static long usedHeap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(50);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Of this thread: other load on the machine shall not count. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void report(String what, long nanos, long count) {
        print("%s: %d ns of CPU each", what, nanos / count);
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
