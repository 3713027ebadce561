package dev.cairnfs.webui;

import dev.cairnfs.shared.model.NamespaceInfo;
import java.util.List;
import java.util.OptionalLong;

/**
 * The NameNode process and the state of its files.
 *
 * @param startedAtMillis wall clock, milliseconds since the epoch
 * @param lastTxid the newest transaction that is durable
 * @param journalDirectories where the journal is written
 * @param checkpointTxid the transaction up to which the newest image reaches; empty when there is none
 * @param checkpointAtMillis when that image was written, wall clock; empty when unknown
 * @param heapUsedBytes Java heap in use; empty when unknown
 * @param heapMaxBytes its ceiling; empty when unknown
 */
public record NameNodeView(
        NamespaceInfo namespace,
        String role,
        String version,
        long startedAtMillis,
        long lastTxid,
        List<String> journalDirectories,
        OptionalLong checkpointTxid,
        OptionalLong checkpointAtMillis,
        OptionalLong heapUsedBytes,
        OptionalLong heapMaxBytes) {
    public NameNodeView {
        journalDirectories = List.copyOf(journalDirectories);
    }
}
