package dev.cairnfs.webui;

import java.util.List;
import java.util.OptionalLong;

/**
 * Safe mode with its reasons.
 *
 * @param manual entered by an operator: it does not end by itself
 * @param reason a sentence: what is missing, and what happens next; may be empty while it is off
 * @param blocksReported blocks that have their minimum of replicas
 * @param blocksNeeded how many must have it
 * @param extensionRemainingMillis the countdown, once the thresholds are reached; empty while it does not run
 * @param silentDatanodes DataNodes of the last run that have not come back, as far as known
 */
public record SafeModeView(
        boolean on,
        boolean manual,
        String reason,
        long blocksReported,
        long blocksNeeded,
        long blocksTotal,
        int datanodesLive,
        int datanodesNeeded,
        OptionalLong extensionRemainingMillis,
        List<SilentDatanode> silentDatanodes) {
    public SafeModeView {
        silentDatanodes = List.copyOf(silentDatanodes);
    }

    /**
     * A DataNode that is waited for.
     *
     * @param label {@code host:port (uuid)}, or the uuid where no address is known
     * @param rack where it was last; empty when unknown
     */
    public record SilentDatanode(String label, String rack) {}
}
