package dev.cairnfs.benchmarks.core;

import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.Command;
import dev.cairnfs.namenode.command.Complete;
import dev.cairnfs.namenode.command.Create;
import dev.cairnfs.namenode.command.Delete;
import dev.cairnfs.namenode.command.GetFileInfo;
import dev.cairnfs.namenode.command.Mkdirs;
import dev.cairnfs.namenode.command.Query;
import dev.cairnfs.namenode.command.Rename;
import dev.cairnfs.namenode.lifecycle.NameNode;
import dev.cairnfs.namenode.lifecycle.NameNodeConfig;
import dev.cairnfs.namenode.loop.AuditSink;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Core operations a second. Arguments: a directory for the journal (its disk decides the synced rows), and the operations
 * for each row.
 *
 * <p>Rows: the state machine alone; the whole core with 1000 calls under way; the whole core with callers that wait for
 * each answer.
 */
public final class CoreBenchmark {
    private static final Caller CALLER = new Caller("hdfs", Set.of("supergroup"), true, "127.0.0.1", null);
    private static final int UNDER_WAY = 1000;
    private static final int FILES_PER_DIRECTORY = 1000;

    private final long operations;

    private CoreBenchmark(long operations) {
        this.operations = operations;
    }

    /** The operation number {@code i} of a row, as a call to the core. */
    @FunctionalInterface
    private interface Operation {
        CompletableFuture<?> call(Target target, long i) throws HdfsException;
    }

    /** The core, or a part of it. */
    interface Target {
        CompletableFuture<?> execute(Command<?> command);

        CompletableFuture<?> query(Query<?> query);
    }

    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        Path directory = Files.createTempDirectory(Path.of(args.length > 0 ? args[0] : "."), "core-benchmark");
        CoreBenchmark benchmark = new CoreBenchmark(args.length > 1 ? Long.parseLong(args[1]) : 200_000);
        for (int round = 1; round <= 2; round++) {
            System.out.println("round " + round + (round == 1 ? " (warming up)" : ""));
            benchmark.machineAlone();
            benchmark.wholeCore(directory.resolve("round-" + round));
        }
    }

    private void machineAlone() throws HdfsException, InterruptedException {
        BareMachine machine = new BareMachine();
        row("state machine: mkdirs", machine, CoreBenchmark::mkdirs);
        row("state machine: create", machine, CoreBenchmark::create);
        row("state machine: getfileinfo", machine, CoreBenchmark::info);
        row("state machine: complete", machine, CoreBenchmark::complete);
        row("state machine: rename", machine, CoreBenchmark::rename);
        row("state machine: delete", machine, CoreBenchmark::delete);
    }

    private void wholeCore(Path directory) throws IOException, InterruptedException, ExecutionException {
        NameNodeConfig config = NameNodeConfig.defaults(List.of(directory), CALLER.user());
        NameNode.format(config, "");
        try (NameNode node = NameNode.start(config, CoreBenchmark::fault, AuditSink.NONE)) {
            Target target = new Target() {
                @Override
                public CompletableFuture<?> execute(Command<?> command) {
                    return node.execute(CALLER, command);
                }

                @Override
                public CompletableFuture<?> query(Query<?> query) {
                    return node.query(CALLER, query);
                }
            };
            row("core, journal synced: mkdirs", target, CoreBenchmark::mkdirs);
            row("core, journal synced: create", target, CoreBenchmark::create);
            row("core: getfileinfo", target, CoreBenchmark::info);
            row("core, journal synced: rename", target, CoreBenchmark::rename);
            for (int threads : new int[] {1, 16, 64}) {
                waiting("waiting callers, mkdirs", target, threads, (t, i) -> mkdirs(t, i + operations * threads));
                waiting("waiting callers, getfileinfo", target, threads, CoreBenchmark::dirInfo);
            }
        }
    }

    private static void fault(String what, Throwable cause) {
        System.err.println(what + ": " + cause);
        Runtime.getRuntime().halt(1);
    }

    private static String directoryOf(long i) {
        return "/bench/d" + i / FILES_PER_DIRECTORY;
    }

    private static CompletableFuture<?> mkdirs(Target target, long i) throws HdfsException {
        return target.execute(new Mkdirs(HdfsPath.parse(directoryOf(i) + "/dir" + i), 0755, true));
    }

    private static CompletableFuture<?> create(Target target, long i) throws HdfsException {
        return target.execute(new Create(
                HdfsPath.parse(directoryOf(i) + "/file" + i), 0644, "client", "127.0.0.1", false, true, 3, 0));
    }

    private static CompletableFuture<?> complete(Target target, long i) throws HdfsException {
        return target.execute(new Complete(HdfsPath.parse(directoryOf(i) + "/file" + i), 0, "client", null));
    }

    private static CompletableFuture<?> info(Target target, long i) throws HdfsException {
        return target.query(new GetFileInfo(HdfsPath.parse(directoryOf(i) + "/file" + i)));
    }

    private static CompletableFuture<?> dirInfo(Target target, long i) throws HdfsException {
        return target.query(new GetFileInfo(HdfsPath.parse(directoryOf(0) + "/dir" + i % FILES_PER_DIRECTORY)));
    }

    private static CompletableFuture<?> rename(Target target, long i) throws HdfsException {
        return target.execute(new Rename(
                HdfsPath.parse(directoryOf(i) + "/file" + i), HdfsPath.parse(directoryOf(i) + "/renamed" + i)));
    }

    private static CompletableFuture<?> delete(Target target, long i) throws HdfsException {
        return target.execute(new Delete(HdfsPath.parse(directoryOf(i) + "/renamed" + i), false));
    }

    /** Many calls under way at once. */
    private void row(String name, Target target, Operation operation) throws HdfsException, InterruptedException {
        Semaphore underWay = new Semaphore(UNDER_WAY);
        AtomicLong failures = new AtomicLong();
        long begin = System.nanoTime();
        for (long i = 0; i < operations; i++) {
            underWay.acquire();
            CompletableFuture<?> heard = operation.call(target, i).whenComplete((value, failure) -> {
                if (failure != null || Boolean.FALSE.equals(value)) {
                    failures.incrementAndGet();
                }
                underWay.release();
            });
            if (heard.isCancelled()) {
                throw new IllegalStateException("nobody cancels");
            }
        }
        underWay.acquire(UNDER_WAY);
        print(name, operations, System.nanoTime() - begin, failures.get());
    }

    /** Each thread waits for its answer before it calls again. */
    private void waiting(String name, Target target, int threads, Operation operation) throws InterruptedException {
        AtomicLong next = new AtomicLong();
        AtomicLong failures = new AtomicLong();
        long count = Math.min(operations, threads * 5_000L);
        Thread[] callers = new Thread[threads];
        long begin = System.nanoTime();
        for (int t = 0; t < threads; t++) {
            callers[t] = new Thread(() -> {
                for (long i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                    try {
                        operation.call(target, i).get();
                    } catch (HdfsException | InterruptedException | ExecutionException e) {
                        failures.incrementAndGet();
                    }
                }
            });
            callers[t].start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        print(name + " x " + threads, count, System.nanoTime() - begin, failures.get());
    }

    private static void print(String name, long count, long nanos, long failures) {
        System.out.printf(
                "%-40s %,10.0f /s  %8.2f us each%s%n",
                name, count * 1e9 / nanos, nanos / 1e3 / count, failures == 0 ? "" : "  FAILED: " + failures);
    }
}
