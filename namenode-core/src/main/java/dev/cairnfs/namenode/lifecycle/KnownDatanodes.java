package dev.cairnfs.namenode.lifecycle;

import dev.cairnfs.namenode.blocks.RememberedDatanode;
import dev.cairnfs.namenode.blocks.RememberedDatanodes;
import dev.cairnfs.namenode.journal.SmallFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code datanodes}: the DataNodes that may hold needed replicas, one a line, so that the next start knows for whom
 * it waits in safe mode; with a last line {@code #complete} when they are certainly all. A line holds uuid, transfer address
 * and rack with tabs between them; older files have the uuid alone.
 *
 * <p>Invariant: a uuid is in the file before its DataNode is let in, with the address that it is let in with, and stays
 * until no block needs a replica of it. Any thread; {@code nn-state} calls only {@link #note}, which does not wait for the
 * disk.
 */
final class KnownDatanodes {
    private static final Logger LOG = LoggerFactory.getLogger(KnownDatanodes.class);
    private static final String FILE = "datanodes";
    private static final String COMPLETE = "#complete";
    private static final int UUID_LENGTH_MAX = 100;

    private final List<NameDirectory> directories;
    /** Held while the file is written. */
    private final Object file = new Object();

    private RememberedDatanodes written = RememberedDatanodes.NONE;
    // Under the monitor of this; both by uuid.
    private final Map<String, RememberedDatanode> known = new TreeMap<>();
    /** Announced, and not seen like that among the live ones since. */
    private final Map<String, RememberedDatanode> joining = new TreeMap<>();

    private boolean complete;

    KnownDatanodes(List<NameDirectory> directories) {
        this.directories = directories;
    }

    /**
     * What the last run has left.
     *
     * @param noBlocks the namespace has no block: nobody can hold a replica that is needed
     */
    synchronized RememberedDatanodes read(boolean noBlocks) {
        boolean found = false;
        boolean allComplete = true;
        for (NameDirectory directory : directories) {
            try {
                if (directory.storage().list().contains(FILE)) {
                    found = true;
                    allComplete &= read(directory);
                }
            } catch (IOException e) {
                allComplete = false;
                LOG.warn("The known DataNodes in {} cannot be read; safe mode does without them", directory, e);
            }
        }
        complete = noBlocks || (found && allComplete);
        return new RememberedDatanodes(List.copyOf(known.values()), complete);
    }

    private boolean read(NameDirectory directory) throws IOException {
        String text = new String(SmallFile.read(directory.storage(), FILE), StandardCharsets.UTF_8);
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        for (String line : lines) {
            RememberedDatanode node = parse(line);
            if (!line.startsWith("#") && node.uuid().length() <= UUID_LENGTH_MAX) {
                // The directories may differ after a failed write: who is named at all counts, and an address beats
                // none.
                known.merge(
                        node.uuid(), node, (one, other) -> one.transferAddress().isEmpty() ? other : one);
            }
        }
        return !lines.isEmpty() && lines.get(lines.size() - 1).equals(COMPLETE);
    }

    private static RememberedDatanode parse(String line) {
        String[] fields = line.split("\t", -1);
        return fields.length == 3
                ? new RememberedDatanode(fields[0], fields[1], fields[2])
                : RememberedDatanode.ofUuid(fields[0]);
    }

    private static String line(RememberedDatanode node) {
        String whereabouts = node.transferAddress() + node.rack();
        // Addresses and racks come from outside; one that would break the line is left out.
        return whereabouts.isEmpty() || whereabouts.chars().anyMatch(Character::isISOControl)
                ? node.uuid()
                : node.uuid() + "\t" + node.transferAddress() + "\t" + node.rack();
    }

    /** To be called, and waited for, before a DataNode is let in. */
    void join(RememberedDatanode node) {
        synchronized (this) {
            joining.put(node.uuid(), node);
        }
        synchronized (file) {
            // Whatever is written from now on has it; was it in what was written last?
            if (!written.nodes().contains(node)) {
                write();
            }
        }
    }

    /**
     * Notes who is there.
     *
     * @param nothingLacks no other DataNode holds a replica that is needed: the others are forgotten
     */
    synchronized void note(List<RememberedDatanode> live, boolean nothingLacks) {
        // Who is about to come back with another address is seen with the former one still: that does not count.
        joining.values().removeAll(live);
        if (nothingLacks) {
            known.clear();
            complete = true;
        }
        live.forEach(node -> known.put(node.uuid(), node));
    }

    private synchronized RememberedDatanodes now() {
        Map<String, RememberedDatanode> all = new TreeMap<>(known);
        all.putAll(joining);
        return new RememberedDatanodes(List.copyOf(all.values()), complete);
    }

    /** Writes what is known, if it has changed. */
    void write() {
        synchronized (file) {
            RememberedDatanodes now = now();
            if (!now.nodes().isEmpty() && !now.equals(written)) {
                StringBuilder lines = new StringBuilder();
                now.nodes().forEach(node -> lines.append(line(node)).append('\n'));
                if (now.complete()) {
                    lines.append(COMPLETE).append('\n');
                }
                writeEverywhere(lines.toString().getBytes(StandardCharsets.UTF_8));
                written = now;
            }
        }
    }

    private void writeEverywhere(byte[] content) {
        for (NameDirectory directory : directories) {
            try {
                SmallFile.replace(directory.storage(), FILE, content);
            } catch (IOException e) {
                LOG.warn("The known DataNodes could not be written to {}", directory, e);
            }
        }
    }
}
