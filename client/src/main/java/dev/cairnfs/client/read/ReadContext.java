package dev.cairnfs.client.read;

import dev.cairnfs.client.metadata.ClientProtocol;
import dev.cairnfs.client.transfer.ConnectionCache;
import dev.cairnfs.client.transfer.TransferContext;
import java.time.Duration;
import java.util.List;

/**
 * What all readers of a client share.
 *
 * @param retryPauses how long to wait before the NameNode is asked again for a block whose replicas have all failed;
 *     as often as there are pauses
 */
public record ReadContext(
        ClientProtocol nameNode,
        TransferContext transfer,
        ConnectionCache connections,
        SuspectNodes suspects,
        String clientName,
        List<Duration> retryPauses) {}
