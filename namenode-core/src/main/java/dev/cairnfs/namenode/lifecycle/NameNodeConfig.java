package dev.cairnfs.namenode.lifecycle;

import dev.cairnfs.namenode.blocks.BlockManagerSettings;
import dev.cairnfs.namenode.blocks.RackResolver;
import dev.cairnfs.namenode.command.NameNodeSettings;
import dev.cairnfs.namenode.journal.JournalSettings;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;

/**
 * Everything that a NameNode's core is started with.
 *
 * @param nameDirectories each gets everything (dfs.namenode.name.dir); they must exist
 * @param queueCapacity calls that may wait for the loop
 */
public record NameNodeConfig(
        List<Path> nameDirectories,
        NameNodeSettings settings,
        BlockManagerSettings blocks,
        RackResolver racks,
        CheckpointSettings checkpoint,
        JournalSettings journal,
        ResourceSettings resources,
        int queueCapacity) {
    private static final int QUEUE_CAPACITY = 10_000;

    public NameNodeConfig {
        nameDirectories = List.copyOf(nameDirectories);
        if (nameDirectories.isEmpty()) {
            throw new IllegalArgumentException("at least one name directory is needed");
        }
        if (new HashSet<>(nameDirectories).size() < nameDirectories.size()) {
            throw new IllegalArgumentException("a name directory is named twice: " + nameDirectories);
        }
        if (queueCapacity < 1) {
            throw new IllegalArgumentException("the queue must hold at least one call");
        }
    }

    /** HDFS's defaults. */
    public static NameNodeConfig defaults(List<Path> nameDirectories, String superuser) {
        return new NameNodeConfig(
                nameDirectories,
                NameNodeSettings.defaults(superuser),
                BlockManagerSettings.defaults(),
                host -> "",
                CheckpointSettings.DEFAULTS,
                JournalSettings.DEFAULTS,
                ResourceSettings.DEFAULTS,
                QUEUE_CAPACITY);
    }
}
