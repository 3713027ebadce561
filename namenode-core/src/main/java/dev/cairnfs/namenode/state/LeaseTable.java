package dev.cairnfs.namenode.state;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Who writes which file. Holders and files are hard state; when a holder last renewed is soft state and kept by
 * {@code command.LeaseClock}.
 */
public interface LeaseTable {
    /** The holder of the open file, or null when it is not open. */
    @Nullable
    String holder(long fileId);

    /** The machine from which the file was created, or null when it is not open. */
    @Nullable
    String clientMachine(long fileId);

    /** The holder's open files, in the order of their ids. */
    List<Long> files(String holder);

    /** All holders in name order, with the number of their open files. */
    SortedMap<String, Integer> holders();

    int openFileCount();
}
