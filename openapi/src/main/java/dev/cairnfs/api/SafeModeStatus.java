package dev.cairnfs.api;

import java.util.List;

/**
 * GET and POST /api/v1/safe-mode: whether the namespace is read-only at present, and why.
 *
 * @param manual entered by an operator: it does not end by itself
 * @param reason a sentence: what is missing, and what happens next
 * @param blocksNeeded blocks that must have their minimum of replicas before it ends
 * @param extensionRemainingMillis countdown once the threshold is reached; -1 when it does not run
 * @param silentDatanodes DataNodes of the last run that have not come back, as far as they are known: {@code
 *     host:port (uuid)} with the transfer address, or the uuid where no address is known
 */
public record SafeModeStatus(
        boolean on,
        boolean manual,
        String reason,
        long blocksReported,
        long blocksNeeded,
        long blocksTotal,
        int datanodesLive,
        int datanodesNeeded,
        long extensionRemainingMillis,
        List<String> silentDatanodes) {}
