package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.util.ArrayList;
import java.util.List;

/** Where a replica is, as a DataNode or a client names it. */
public record ReplicaPlace(String datanodeUuid, String storageId) {
    /**
     * The places that two lists name together: each DataNode with the storage at the same place in the other list.
     *
     * @throws HdfsException ({@link ErrorCode#HADOOP_ILLEGAL_ARGUMENT}) when one list is longer than the other
     */
    public static List<ReplicaPlace> of(List<String> uuids, List<String> storageIds) throws HdfsException {
        if (uuids.size() != storageIds.size()) {
            throw new HdfsException(
                    ErrorCode.HADOOP_ILLEGAL_ARGUMENT,
                    "Length mismatched: storageIDs.length=" + storageIds.size() + " != datanodeID.length="
                            + uuids.size());
        }
        List<ReplicaPlace> places = new ArrayList<>();
        for (int i = 0; i < uuids.size(); i++) {
            places.add(new ReplicaPlace(uuids.get(i), storageIds.get(i)));
        }
        return places;
    }
}
