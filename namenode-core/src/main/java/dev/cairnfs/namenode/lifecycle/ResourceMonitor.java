package dev.cairnfs.namenode.lifecycle;

import dev.cairnfs.namenode.journal.FileJournal;
import dev.cairnfs.namenode.journal.JournalStatus;
import dev.cairnfs.namenode.loop.FaultHandler;
import dev.cairnfs.namenode.loop.StateLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the space of the name directories, on its thread {@code nn-resource-monitor} (SPEC S1). When none of those in
 * use has the reserve left, safe mode is entered, so that the journal stops growing before a write of it fails; it would
 * halt the process then. Safe mode is not left again by itself, as in HDFS: somebody should have seen to it.
 */
final class ResourceMonitor {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceMonitor.class);

    private final ResourceSettings settings;
    private final Supplier<List<Path>> directories;
    private final SpaceProbe probe;
    private final StateLoop loop;
    private final FaultHandler fault;
    private final Thread thread = new Thread(this::run, "nn-resource-monitor");
    private final CountDownLatch stopping = new CountDownLatch(1);
    private CompletableFuture<Boolean> told = CompletableFuture.completedFuture(true);

    /** @param directories those in use */
    ResourceMonitor(
            ResourceSettings settings,
            Supplier<List<Path>> directories,
            SpaceProbe probe,
            StateLoop loop,
            FaultHandler fault) {
        this.settings = settings;
        this.directories = directories;
        this.probe = probe;
        this.loop = loop;
        this.fault = fault;
    }

    /** The directories that the journal has not dropped. */
    static List<Path> inUse(NameDirectories directories, FileJournal journal) {
        Set<String> dropped = journal.status().directories().stream()
                .filter(directory -> directory.failure() != null)
                .map(JournalStatus.Directory::location)
                .collect(Collectors.toSet());
        return directories.directories().stream()
                .filter(directory -> !dropped.contains(directory.storage().location()))
                .map(NameDirectory::current)
                .toList();
    }

    /** Looks at once, so that calls that come after this meet safe mode already, and then again and again. */
    void start() {
        check();
        thread.start();
    }

    private void run() {
        try {
            while (!stopping.await(settings.checkInterval().toNanos(), TimeUnit.NANOSECONDS)) {
                check();
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread but the virtual machine's end.
        } catch (RuntimeException | Error e) {
            fault.fault("The name directories' space can no longer be looked after", e);
        }
    }

    private void check() {
        if (isLow() && told.isDone()) {
            // Every time: it may have been left meanwhile.
            told = loop.apply(soft -> {
                soft.blocks().enterSafeModeForLackOfResources();
                return true;
            });
        }
    }

    private boolean isLow() {
        StringBuilder low = new StringBuilder();
        for (Path directory : directories.get()) {
            try {
                long usable = probe.usableBytes(directory);
                if (usable >= settings.reservedBytes()) {
                    return false;
                }
                low.append(' ').append(directory).append(" has ").append(usable).append(" bytes left;");
            } catch (IOException e) {
                low.append(' ')
                        .append(directory)
                        .append(" cannot be asked: ")
                        .append(e)
                        .append(';');
            }
        }
        LOG.warn("The name directories are low on space:{} {} are reserved", low, settings.reservedBytes());
        return true;
    }

    void stop() throws InterruptedException {
        stopping.countDown();
        thread.join();
    }
}
