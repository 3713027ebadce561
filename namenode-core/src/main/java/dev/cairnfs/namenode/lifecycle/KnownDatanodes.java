package dev.cairnfs.namenode.lifecycle;

import dev.cairnfs.namenode.journal.SmallFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code datanodes}: the uuids of the DataNodes of this run, one a line, so that the next start knows for whom it
 * waits in safe mode. A hint: nothing is lost with it. Noted by {@code nn-state}, written by others.
 */
final class KnownDatanodes {
    private static final Logger LOG = LoggerFactory.getLogger(KnownDatanodes.class);
    private static final String FILE = "datanodes";
    private static final int UUID_LENGTH_MAX = 100;

    private final List<NameDirectory> directories;
    private volatile List<String> noted = List.of();
    private List<String> written = List.of();

    KnownDatanodes(List<NameDirectory> directories) {
        this.directories = directories;
    }

    /** What the last run has left; empty when it cannot be read. */
    List<String> read() {
        TreeSet<String> uuids = new TreeSet<>();
        for (NameDirectory directory : directories) {
            try {
                if (directory.storage().list().contains(FILE)) {
                    String text = new String(SmallFile.read(directory.storage(), FILE), StandardCharsets.UTF_8);
                    text.lines()
                            .filter(line -> !line.isBlank() && line.length() <= UUID_LENGTH_MAX)
                            .forEach(uuids::add);
                }
            } catch (IOException e) {
                LOG.warn("The known DataNodes in {} cannot be read; safe mode does without them", directory, e);
            }
        }
        written = List.copyOf(uuids);
        noted = written;
        return written;
    }

    void note(List<String> uuids) {
        noted = uuids.stream().sorted().toList();
    }

    /** Writes what was noted, if it has changed. */
    synchronized void write() {
        List<String> now = noted;
        if (now.equals(written)) {
            return;
        }
        byte[] content = (String.join("\n", now) + "\n").getBytes(StandardCharsets.UTF_8);
        for (NameDirectory directory : directories) {
            try {
                SmallFile.replace(directory.storage(), FILE, content);
            } catch (IOException e) {
                LOG.warn("The known DataNodes could not be written to {}", directory, e);
            }
        }
        written = now;
    }
}
