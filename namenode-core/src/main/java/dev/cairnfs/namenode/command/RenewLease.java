package dev.cairnfs.namenode.command;

import dev.cairnfs.shared.error.HdfsException;

/**
 * A writer is alive. Counts for all files that it has open; a name that holds no lease is passed over, as in HDFS.
 */
public record RenewLease(String clientName) implements SoftEvent<Boolean> {
    @Override
    public Boolean apply(SoftState soft) throws HdfsException {
        ClientNames.check(clientName);
        soft.leaseClock().renew(clientName, soft.monotonicMillis());
        return true;
    }
}
