package dev.cairnfs.datanode.app.monitor;

import dev.cairnfs.datanode.DataNode;
import dev.cairnfs.shared.model.StorageInfo;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Ready: the NameNode knows this DataNode, and it has at least one volume that works. */
public final class DataNodeHealth implements HealthIndicator {
    private final DataNode dataNode;

    public DataNodeHealth(DataNode dataNode) {
        this.dataNode = dataNode;
    }

    @Override
    public Health health() {
        boolean registered = dataNode.isRegistered();
        long volumes = dataNode.storages().stream()
                .filter(storage -> !storage.failed())
                .count();
        long failed = dataNode.storages().stream().filter(StorageInfo::failed).count();
        Health.Builder health = registered && volumes > 0 ? Health.up() : Health.outOfService();
        return health.withDetail("registered", registered)
                .withDetail("volumes", volumes)
                .withDetail("failedVolumes", failed)
                .withDetail("uuid", dataNode.identity().datanodeUuid())
                .build();
    }
}
