package dev.cairnfs.namenode.app.monitor;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.LinkedHashMap;
import java.util.Map;

/** HDFS's JvmMetrics. */
final class JvmAttributes {
    private static final double MEBIBYTE = 1 << 20;

    private JvmAttributes() {}

    static Map<String, AttributeSource> all() {
        Map<String, AttributeSource> all = new LinkedHashMap<>();
        all.put("tag.ProcessName", () -> "NameNode");
        all.put("MemHeapUsedM", () -> heap().getUsed() / MEBIBYTE);
        all.put("MemHeapCommittedM", () -> heap().getCommitted() / MEBIBYTE);
        all.put("MemHeapMaxM", () -> heap().getMax() / MEBIBYTE);
        all.put(
                "MemNonHeapUsedM",
                () -> ManagementFactory.getMemoryMXBean()
                                .getNonHeapMemoryUsage()
                                .getUsed()
                        / MEBIBYTE);
        all.put("MemMaxM", () -> Runtime.getRuntime().maxMemory() / MEBIBYTE);
        all.put(
                "GcCount",
                () -> ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                        .sum());
        all.put(
                "GcTimeMillis",
                () -> ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                        .sum());
        all.put("Threads", () -> ManagementFactory.getThreadMXBean().getThreadCount());
        return all;
    }

    private static MemoryUsage heap() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    }
}
