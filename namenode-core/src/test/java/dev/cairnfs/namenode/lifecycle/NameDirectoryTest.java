package dev.cairnfs.namenode.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameDirectoryTest {
    @TempDir
    Path temp;

    private final List<String> synced = new ArrayList<>();

    private void create(String path) throws IOException {
        new NameDirectory(temp.resolve(path)).create(directory -> {
            // What is synced must hold the new entry already.
            try (var entries = Files.list(directory)) {
                synced.add(temp.relativize(directory) + ":" + entries.count());
            }
        });
    }

    @Test
    void everyNewEntryIsSyncedInItsParent() throws IOException {
        create("a/b/name");
        assertThat(temp.resolve("a/b/name")).isDirectory();
        assertThat(synced).containsExactly(":1", "a:1", "a/b:1");
        synced.clear();
        create("a/b/name");
        assertThat(synced).as("it may not have been synced by who made it").containsExactly("a/b:1");
    }
}
