package dev.cairnfs.namenode.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The journal as people see it.
 *
 * @param segmentFirstTxid the first txid of the segment in progress
 * @param lastTxid the last record that was handed to the directories
 * @param rounds syncs since the start
 */
public record JournalStatus(long segmentFirstTxid, long lastTxid, long rounds, List<Directory> directories) {
    public JournalStatus {
        directories = List.copyOf(directories);
    }

    /**
     * One directory.
     *
     * @param failure why it was dropped; null while it is in use
     */
    public record Directory(String location, @Nullable String failure) {}
}
