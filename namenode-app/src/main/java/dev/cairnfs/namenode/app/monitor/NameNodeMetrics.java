package dev.cairnfs.namenode.app.monitor;

import dev.cairnfs.namenode.app.core.CoreSnapshot;
import dev.cairnfs.shared.error.HdfsException;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/** The gauges {@code hdfs_namenode_*}. While the core does not answer they are NaN, not 0. */
public final class NameNodeMetrics implements MeterBinder {
    private static final String BYTES = "bytes";

    private final SnapshotSource source;
    private final AuditLog audit;

    public NameNodeMetrics(SnapshotSource source, AuditLog audit) {
        this.source = source;
        this.audit = audit;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        capacity(registry, "total", snapshot -> snapshot.blocks().capacityBytes());
        capacity(registry, "dfs_used", snapshot -> snapshot.blocks().dfsUsedBytes());
        capacity(registry, "non_dfs_used", snapshot -> snapshot.blocks().nonDfsUsedBytes());
        capacity(registry, "remaining", snapshot -> snapshot.blocks().remainingBytes());
        blocks(registry, "total", snapshot -> snapshot.blocks().blocksTotal());
        blocks(registry, "under_replicated", snapshot -> snapshot.blocks().underReplicatedBlocks());
        blocks(registry, "badly_distributed", snapshot -> snapshot.blocks().badlyDistributedBlocks());
        blocks(registry, "pending_reconstruction", snapshot -> snapshot.blocks().pendingReconstructionBlocks());
        blocks(registry, "corrupt", snapshot -> snapshot.blocks().corruptBlocks());
        blocks(registry, "missing", snapshot -> snapshot.blocks().missingBlocks());
        blocks(registry, "pending_deletion", snapshot -> snapshot.blocks().pendingDeletionBlocks());
        blocks(registry, "excess", snapshot -> snapshot.blocks().excessBlocks());
        blocks(registry, "postponed", snapshot -> snapshot.blocks().postponedBlocks());
        datanodes(registry, "live", snapshot -> snapshot.blocks().liveDatanodes());
        datanodes(registry, "stale", snapshot -> snapshot.blocks().staleDatanodes());
        datanodes(registry, "dead", snapshot -> snapshot.blocks().deadDatanodes());
        datanodes(registry, "decommissioning", snapshot -> snapshot.blocks().decommissioningDatanodes());
        gauge(
                registry,
                "hdfs.namenode.safemode",
                "1 while safe mode is on",
                snapshot -> snapshot.safeMode().on() ? 1 : 0);
        gauge(
                registry,
                "hdfs.namenode.files",
                "Files and directories",
                snapshot -> snapshot.files() + snapshot.directories());
        gauge(registry, "hdfs.namenode.open.files", "Files that are being written", CoreSnapshot::openFiles);
        gauge(registry, "hdfs.namenode.transactions", "The last transaction's id", CoreSnapshot::lastTransactionId);
        FunctionCounter.builder("hdfs.namenode.audit.dropped", audit, AuditLog::dropped)
                .description("Calls that are missing in the audit log")
                .register(registry);
    }

    private void capacity(MeterRegistry registry, String state, ToDoubleFunction<CoreSnapshot> value) {
        Gauge.builder("hdfs.namenode.capacity", () -> read(value))
                .description("Capacity of the live DataNodes")
                .baseUnit(BYTES)
                .tag("state", state)
                .register(registry);
    }

    private void blocks(MeterRegistry registry, String state, ToDoubleFunction<CoreSnapshot> value) {
        Gauge.builder("hdfs.namenode.blocks", () -> read(value))
                .description("Blocks by state")
                .tag("state", state)
                .register(registry);
    }

    private void datanodes(MeterRegistry registry, String state, ToDoubleFunction<CoreSnapshot> value) {
        Gauge.builder("hdfs.namenode.datanodes", () -> read(value))
                .description("DataNodes by state; the live ones include the stale ones")
                .tag("state", state)
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String doc, ToDoubleFunction<CoreSnapshot> value) {
        Gauge.builder(name, () -> read(value)).description(doc).register(registry);
    }

    private double read(ToDoubleFunction<CoreSnapshot> value) {
        try {
            return value.applyAsDouble(source.get());
        } catch (HdfsException e) {
            return Double.NaN;
        }
    }
}
