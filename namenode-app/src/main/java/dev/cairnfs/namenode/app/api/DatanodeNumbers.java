package dev.cairnfs.namenode.app.api;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.StorageInfo;
import java.util.List;
import java.util.regex.Pattern;

/** What DataNodes say of themselves is checked here, before sums and redirects are made of it. */
final class DatanodeNumbers {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:_-]{1,255}");
    private static final int PORT_MAX = 65535;

    private DatanodeNumbers() {}

    static void check(DatanodeId id) throws HdfsException {
        require(HOST.matcher(id.host()).matches(), "host");
        require(id.transferPort() >= 1 && id.transferPort() <= PORT_MAX, "transferPort");
        require(id.httpPort() >= 1 && id.httpPort() <= PORT_MAX, "httpPort");
    }

    static void check(List<StorageInfo> storages) throws HdfsException {
        for (StorageInfo storage : storages) {
            notNegative(storage.capacityBytes(), "capacityBytes");
            notNegative(storage.dfsUsedBytes(), "dfsUsedBytes");
            notNegative(storage.remainingBytes(), "remainingBytes");
            notNegative(storage.blockPoolUsedBytes(), "blockPoolUsedBytes");
            notNegative(storage.nonDfsUsedBytes(), "nonDfsUsedBytes");
        }
    }

    static void notNegative(long value, String name) throws HdfsException {
        require(value >= 0, name);
    }

    private static void require(boolean good, String name) throws HdfsException {
        if (!good) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "The DataNode's " + name + " is out of range");
        }
    }
}
