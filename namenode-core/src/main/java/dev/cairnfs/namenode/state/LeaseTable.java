package dev.cairnfs.namenode.state;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Who writes which file. Holders and files are hard state; when a holder last renewed is soft state and kept by
 * {@code command.LeaseClock}.
 *
 * <p>Ordinary objects: few of all files are open at a time.
 */
public final class LeaseTable {
    /**
     * An open file with its writer.
     *
     * @param copiedBlock of which the file's last block is a copy that is being made, or 0; it is in no file's list, and goes
     *     with the lease
     */
    record Lease(long fileId, String holder, String clientMachine, long copiedBlock) {}

    private final SortedMap<Long, Lease> byFile = new TreeMap<>();
    private final SortedMap<String, SortedSet<Long>> byHolder = new TreeMap<>();

    LeaseTable() {}

    /** The holder of the open file, or null when it is not open. */
    public @Nullable String holder(long fileId) {
        Lease lease = byFile.get(fileId);
        return lease == null ? null : lease.holder();
    }

    /** The machine from which the file was created, or null when it is not open. */
    public @Nullable String clientMachine(long fileId) {
        Lease lease = byFile.get(fileId);
        return lease == null ? null : lease.clientMachine();
    }

    /** The block of which the open file's last one is a copy that is being made; 0 when it is none. */
    public long copiedBlock(long fileId) {
        Lease lease = byFile.get(fileId);
        return lease == null ? 0 : lease.copiedBlock();
    }

    /** The holder's open files, in the order of their ids. */
    public List<Long> files(String holder) {
        SortedSet<Long> files = byHolder.get(holder);
        return files == null ? List.of() : new ArrayList<>(files);
    }

    /** Has the name any file open? */
    public boolean holds(String holder) {
        return byHolder.containsKey(holder);
    }

    /**
     * Shows the holder's open files in the order of their ids, without copying them.
     *
     * @param after only files with higher ids
     * @param goOn false ends it
     */
    public void forEachFile(String holder, long after, LongPredicate goOn) {
        SortedSet<Long> files = byHolder.get(holder);
        if (files != null) {
            for (long file : files.tailSet(after + 1)) {
                if (!goOn.test(file)) {
                    return;
                }
            }
        }
    }

    /**
     * Shows all open files in the order of their ids, without copying them.
     *
     * @param after only files with higher ids
     * @param goOn false ends it
     */
    public void forEachFileAfter(long after, LongPredicate goOn) {
        for (long file : byFile.tailMap(after + 1).keySet()) {
            if (!goOn.test(file)) {
                return;
            }
        }
    }

    /** All holders in name order, with the number of their open files. */
    public SortedMap<String, Integer> holders() {
        SortedMap<String, Integer> counts = new TreeMap<>();
        byHolder.forEach((holder, files) -> counts.put(holder, files.size()));
        return Collections.unmodifiableSortedMap(counts);
    }

    public int openFileCount() {
        return byFile.size();
    }

    void put(Lease lease) {
        remove(lease.fileId());
        byFile.put(lease.fileId(), lease);
        byHolder.computeIfAbsent(lease.holder(), h -> new TreeSet<>()).add(lease.fileId());
    }

    void remove(long fileId) {
        Lease lease = byFile.remove(fileId);
        if (lease == null) {
            return;
        }
        SortedSet<Long> files = byHolder.get(lease.holder());
        if (files != null) {
            files.remove(fileId);
            if (files.isEmpty()) {
                byHolder.remove(lease.holder());
            }
        }
    }

    void reassign(long fileId, String newHolder) {
        Lease lease = byFile.get(fileId);
        if (lease != null) {
            put(new Lease(fileId, newHolder, lease.clientMachine(), lease.copiedBlock()));
        }
    }

    void save(SectionList sections) {
        List<Lease> leases = all();
        sections.data("leases", output -> {
            output.writeInt(leases.size());
            for (Lease lease : leases) {
                output.writeLong(lease.fileId());
                SectionList.writeString(output, lease.holder());
                SectionList.writeString(output, lease.clientMachine());
            }
            // Behind them what few have, so that images without it stay as they were.
            for (Lease lease : leases) {
                if (lease.copiedBlock() != 0) {
                    output.writeLong(lease.fileId());
                    output.writeLong(lease.copiedBlock());
                }
            }
        });
    }

    void load(SectionReader sections) throws IOException {
        sections.data("leases", input -> {
            int size = input.readInt();
            for (int i = 0; i < size; i++) {
                put(new Lease(input.readLong(), SectionReader.readString(input), SectionReader.readString(input), 0));
            }
            while (input.available() > 0) {
                loadCopiedBlock(input);
            }
        });
    }

    private void loadCopiedBlock(DataInputStream input) throws IOException {
        Lease lease = byFile.get(input.readLong());
        if (lease == null) {
            throw new IOException("a block is copied for a file that is not open");
        }
        put(new Lease(lease.fileId(), lease.holder(), lease.clientMachine(), input.readLong()));
    }

    /** All leases in the order of the files' ids. */
    List<Lease> all() {
        return new ArrayList<>(byFile.values());
    }
}
