package dev.cairnfs.namenode.app.monitor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** HDFS's NameNodeActivity, as far as the core counts; counted since the start. */
final class ActivityAttributes {
    private static final List<String> FILE_OPERATIONS = List.of(
            "create", "addBlock", "open", "rename", "listStatus", "delete", "getfileinfo", "mkdirs", "contentSummary");

    private ActivityAttributes() {}

    static Map<String, AttributeSource> of(LoopMetrics metrics) {
        Map<String, AttributeSource> all = new LinkedHashMap<>();
        all.put("tag.ProcessName", () -> "NameNode");
        all.put("CreateFileOps", () -> metrics.succeeded("create"));
        all.put("AddBlockOps", () -> metrics.succeeded("addBlock"));
        all.put("GetBlockLocations", () -> metrics.succeeded("open"));
        all.put("FilesRenamed", () -> metrics.succeeded("rename"));
        all.put("GetListingOps", () -> metrics.succeeded("listStatus"));
        all.put("DeleteFileOps", () -> metrics.succeeded("delete"));
        all.put("FileInfoOps", () -> metrics.succeeded("getfileinfo"));
        all.put(
                "TotalFileOps",
                () -> FILE_OPERATIONS.stream().mapToLong(metrics::succeeded).sum());
        all.put("TransactionsNumOps", metrics::transactions);
        all.put("SyncsNumOps", metrics::syncs);
        all.put("SyncsAvgTime", metrics::syncAverageMillis);
        return all;
    }
}
