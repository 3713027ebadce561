package dev.cairnfs.datanode.app.monitor;

import dev.cairnfs.datanode.DataNode;
import dev.cairnfs.shared.model.StorageInfo;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToLongFunction;

/** The DataNode's numbers for Prometheus. */
public final class DataNodeMetrics implements MeterBinder {
    private final DataNode dataNode;

    public DataNodeMetrics(DataNode dataNode) {
        this.dataNode = dataNode;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "cairn.datanode.replicas", "Replicas of all states", DataNode::replicaCount);
        gauge(registry, "cairn.datanode.transfers", "Open block transfers", DataNode::xceivers);
        gauge(
                registry,
                "cairn.datanode.registered",
                "1 while the NameNode knows this DataNode",
                node -> node.isRegistered() ? 1 : 0);
        gauge(
                registry,
                "cairn.datanode.volumes.failed",
                "Volumes that are used no more",
                node -> node.storages().stream().filter(StorageInfo::failed).count());
        bytes(registry, "cairn.datanode.capacity", "Size of all volumes", StorageInfo::capacityBytes);
        bytes(registry, "cairn.datanode.used", "Bytes that replicas take", StorageInfo::dfsUsedBytes);
        bytes(registry, "cairn.datanode.remaining", "Bytes that replicas may still take", StorageInfo::remainingBytes);
    }

    private void bytes(MeterRegistry registry, String name, String what, ToLongFunction<StorageInfo> value) {
        Gauge.builder(
                        name,
                        dataNode,
                        node -> node.storages().stream().mapToLong(value).sum())
                .description(what)
                .baseUnit("bytes")
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String what, ToLongFunction<DataNode> value) {
        Gauge.builder(name, dataNode, value::applyAsLong).description(what).register(registry);
    }
}
