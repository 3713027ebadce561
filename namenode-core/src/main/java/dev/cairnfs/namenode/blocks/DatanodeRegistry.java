package dev.cairnfs.namenode.blocks;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.model.StorageInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DataNodes and their storages: who they are, and whether they are heard from.
 *
 * <p>Invariant: a storage's code is given to another storage only after {@link ReplicaSweeper} has found the table free of
 * it.
 */
final class DatanodeRegistry {
    static final int CODE_MAX = (1 << 16) - 1;

    private static final Logger LOG = LoggerFactory.getLogger(DatanodeRegistry.class);

    private static final int STORAGES_PER_NODE_MAX = 256;
    private static final int UUID_LENGTH_MAX = 100;
    private static final int TEXT_LENGTH_MAX = 255;

    private final BlockManagerSettings settings;
    private final RackResolver rackResolver;
    private final Map<String, DatanodeDescriptor> nodes = new TreeMap<>();
    private @Nullable StorageDescriptor[] storagesByCode = new StorageDescriptor[64];
    private final TreeSet<Integer> freeCodes = new TreeSet<>();
    private int nextCode = 1;
    private final List<StorageDescriptor> newlyRetired = new ArrayList<>();
    // Null after every change of who is alive, and where.
    private @Nullable Summary summary;

    private record Summary(int live, int racks, Map<String, DatanodeDescriptor> byName) {}

    DatanodeRegistry(BlockManagerSettings settings, RackResolver rackResolver) {
        this.settings = settings;
        this.rackResolver = rackResolver;
    }

    /** All nodes by uuid, dead ones too. */
    Collection<DatanodeDescriptor> nodes() {
        return nodes.values();
    }

    @Nullable
    DatanodeDescriptor find(String uuid) {
        return nodes.get(uuid);
    }

    /** The storage, if it is there and lives. */
    @Nullable
    StorageDescriptor usable(ReplicaPlace place) {
        DatanodeDescriptor node = nodes.get(place.datanodeUuid());
        StorageDescriptor storage = node == null ? null : node.storages.get(place.storageId());
        return storage != null && storage.usable() ? storage : null;
    }

    /** @throws HdfsException UnregisteredNode when the node must register first */
    DatanodeDescriptor require(String uuid) throws HdfsException {
        DatanodeDescriptor node = nodes.get(uuid);
        if (node == null || !node.alive) {
            throw new HdfsException(
                    ErrorCode.UNREGISTERED_NODE,
                    "DataNode " + uuid + (node == null ? " is not registered" : " was declared dead")
                            + ": it must register and report its blocks again");
        }
        return node;
    }

    /** The storage of the code; only for a code that the replica table holds. */
    StorageDescriptor storage(int code) {
        StorageDescriptor storage = storagesByCode[code];
        if (storage == null) {
            throw new IllegalStateException("replica on storage code " + code + ", which is free");
        }
        return storage;
    }

    int liveCount() {
        return summary().live;
    }

    /** Racks on which there is a live node. */
    int liveRackCount() {
        return summary().racks;
    }

    /** A live node with this uuid, host or transfer address, or null when there is none. */
    @Nullable
    DatanodeDescriptor liveNamed(String name) {
        return summary().byName.get(name);
    }

    private Summary summary() {
        Summary current = summary;
        if (current == null) {
            current = summarize();
            summary = current;
        }
        return current;
    }

    private Summary summarize() {
        Map<String, DatanodeDescriptor> byName = new TreeMap<>();
        TreeSet<String> racks = new TreeSet<>();
        int live = 0;
        for (DatanodeDescriptor node : nodes.values()) {
            if (node.alive) {
                live++;
                racks.add(node.rack);
                byName.putIfAbsent(node.id.uuid(), node);
                byName.putIfAbsent(node.id.host(), node);
                byName.putIfAbsent(node.id.transferAddress(), node);
            }
        }
        return new Summary(live, racks.size(), byName);
    }

    /**
     * Registers a node: one never seen, one that comes again, or one that took over the address of another (SPEC B5).
     *
     * @throws HdfsException as {@link #check}
     */
    DatanodeDescriptor register(
            DatanodeRegistration registration, long sequence, NamespaceInfo namespace, long nowMillis)
            throws HdfsException {
        check(registration, namespace, nowMillis);
        summary = null;
        DatanodeId id = registration.id();
        othersAt(id).forEach(other -> forget(other, "DataNode " + id.uuid() + " has its address now"));
        String rack = rackOf(registration);
        DatanodeDescriptor node = nodes.get(id.uuid());
        if (node == null) {
            DatanodeDescriptor oldest = nodes.size() < settings.datanodesMax() ? null : longestDead();
            if (oldest != null) {
                forget(oldest, "the DataNodes are as many as there may be, and it is the one that is dead for longest");
            }
            node = new DatanodeDescriptor(id, rack, registration.softwareVersion(), nowMillis);
            nodes.put(id.uuid(), node);
        } else {
            node.id = id;
            node.rack = rack;
            node.softwareVersion = registration.softwareVersion();
            node.alive = true;
            node.lastHeartbeatMillis = nowMillis;
            node.reportWantedMillis = nowMillis;
            node.registeredMillis = nowMillis;
            node.transfers.clear();
            node.recoveries.clear();
            // What it held when it was last here may have changed while it was away.
            node.storages.values().removeIf(storage -> storage.retired);
            node.storages.values().forEach(storage -> storage.beginNewLife(sequence));
        }
        node.incrementalSequence = sequence;
        updateStorages(node, registration.storages());
        return node;
    }

    /** The rack that it names, or the one that is known of its host. */
    String rackOf(DatanodeRegistration registration) {
        String host = registration.id().host();
        return NetworkTopology.normalize(
                registration.rack().isEmpty() ? rackResolver.resolve(host) : registration.rack());
    }

    /**
     * Would the node be let in?
     *
     * @throws HdfsException InconsistentFSState for a node of another cluster, IncorrectVersion for one that names no
     *     version, IllegalArgument for a senseless registration, Retriable while another node that lives has its address,
     *     or there is no room for one more
     */
    void check(DatanodeRegistration registration, NamespaceInfo namespace, long nowMillis) throws HdfsException {
        checkSense(registration, namespace);
        DatanodeId id = registration.id();
        for (DatanodeDescriptor other : othersAt(id)) {
            if (other.alive && !other.missedBeat(nowMillis, settings)) {
                throw new HdfsException(
                        ErrorCode.RETRIABLE,
                        "DataNode " + id.uuid() + " cannot have the address " + id.transferAddress()
                                + ": DataNode " + other.id.uuid() + " has it, and was heard of "
                                + (nowMillis - other.lastHeartbeatMillis) + " ms ago. It can once that one is silent");
            }
        }
        if (!nodes.containsKey(id.uuid()) && nodes.size() >= settings.datanodesMax() && longestDead() == null) {
            throw new HdfsException(
                    ErrorCode.RETRIABLE,
                    "There are " + nodes.size() + " DataNodes, as many as there may be: DataNode " + id.uuid()
                            + " is not let in");
        }
    }

    private List<DatanodeDescriptor> othersAt(DatanodeId id) {
        List<DatanodeDescriptor> others = new ArrayList<>();
        for (DatanodeDescriptor other : nodes.values()) {
            if (other.id.transferAddress().equals(id.transferAddress())
                    && !other.id.uuid().equals(id.uuid())) {
                others.add(other);
            }
        }
        return others;
    }

    private @Nullable DatanodeDescriptor longestDead() {
        DatanodeDescriptor longest = null;
        for (DatanodeDescriptor node : nodes.values()) {
            if (!node.alive && (longest == null || node.lastHeartbeatMillis < longest.lastHeartbeatMillis)) {
                longest = node;
            }
        }
        return longest;
    }

    /** As if it had never been here: its disks were formatted anew, or it moved, or it is long dead. */
    private void forget(DatanodeDescriptor node, String why) {
        LOG.warn("DataNode {} with uuid {} is forgotten: {}", node, node.id.uuid(), why);
        retireAll(node);
        nodes.remove(node.id.uuid());
    }

    private static void checkSense(DatanodeRegistration registration, NamespaceInfo namespace) throws HdfsException {
        DatanodeId id = registration.id();
        if (id.uuid().isBlank() || id.host().isBlank()) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "A DataNode registers with a uuid and a host");
        }
        boolean tooLong = id.uuid().length() > UUID_LENGTH_MAX
                || id.host().length() > TEXT_LENGTH_MAX
                || registration.softwareVersion().length() > TEXT_LENGTH_MAX
                || registration.rack().length() > TEXT_LENGTH_MAX;
        if (tooLong
                || !id.uuid().chars().allMatch(letter -> letter > ' ' && letter < 0x7F)
                || id.uuid().startsWith("#")) {
            throw new HdfsException(
                    ErrorCode.ILLEGAL_ARGUMENT, "A DataNode's uuid, host, version or rack is too long, or not a text");
        }
        if (!registration.rack().isEmpty() && !NetworkTopology.isLocation(registration.rack())) {
            throw new HdfsException(
                    ErrorCode.ILLEGAL_ARGUMENT,
                    "Not a network location: '" + registration.rack() + "'; one looks like /datacenter/rack");
        }
        if (registration.softwareVersion().isBlank()) {
            throw new HdfsException(ErrorCode.INCORRECT_VERSION, "DataNode " + id.uuid() + " names no version");
        }
        if (registration.namespaceId() != 0 && registration.namespaceId() != namespace.namespaceId()) {
            throw foreign(id, "namespaceID", namespace.namespaceId(), registration.namespaceId());
        }
        if (!registration.clusterId().isEmpty() && !registration.clusterId().equals(namespace.clusterId())) {
            throw foreign(id, "clusterID", namespace.clusterId(), registration.clusterId());
        }
        if (!registration.blockPoolId().isEmpty() && !registration.blockPoolId().equals(namespace.blockPoolId())) {
            throw foreign(id, "blockpoolID", namespace.blockPoolId(), registration.blockPoolId());
        }
        TreeSet<String> seen = new TreeSet<>();
        for (StorageInfo storage : registration.storages()) {
            if (!seen.add(storage.storageId())) {
                throw new HdfsException(
                        ErrorCode.INCONSISTENT_STORAGE,
                        "DataNode " + id.uuid() + " has two volumes with the storage id " + storage.storageId());
            }
        }
        if (seen.size() > STORAGES_PER_NODE_MAX) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "More than " + STORAGES_PER_NODE_MAX + " volumes");
        }
    }

    private static HdfsException foreign(DatanodeId id, String what, Object ours, Object theirs) {
        return new HdfsException(
                ErrorCode.INCONSISTENT_STORAGE,
                "DataNode " + id.uuid() + " at " + id.transferAddress() + " belongs to another cluster: its " + what
                        + " is " + theirs + ", the NameNode's is " + ours);
    }

    /** The storages that the node has now; one that is not listed any more, or has failed, is retired. */
    void updateStorages(DatanodeDescriptor node, List<StorageInfo> infos) throws HdfsException {
        if (infos.isEmpty()) {
            return;
        }
        TreeSet<String> listed = new TreeSet<>();
        for (StorageInfo info : infos) {
            listed.add(info.storageId());
            StorageDescriptor known = node.storages.get(info.storageId());
            if (known != null && info.failed() && !known.info.failed()) {
                retire(known);
                known = null;
            }
            if (known == null) {
                addStorage(node, info);
            } else {
                known.info = info;
            }
        }
        for (StorageDescriptor storage : List.copyOf(node.storages.values())) {
            if (!listed.contains(storage.storageId)) {
                retire(storage);
                node.storages.remove(storage.storageId);
            }
        }
    }

    private StorageDescriptor addStorage(DatanodeDescriptor node, StorageInfo info) throws HdfsException {
        StorageDescriptor storage = new StorageDescriptor(node, info, takeCode());
        if (storage.code >= storagesByCode.length) {
            storagesByCode = Arrays.copyOf(storagesByCode, storagesByCode.length * 2);
        }
        storagesByCode[storage.code] = storage;
        node.storages.put(storage.storageId, storage);
        return storage;
    }

    private int takeCode() throws HdfsException {
        Integer free = freeCodes.pollFirst();
        if (free != null) {
            return free;
        }
        if (nextCode > CODE_MAX) {
            throw new HdfsException(ErrorCode.IO, "The cluster has " + CODE_MAX + " volumes: no more can be added");
        }
        return nextCode++;
    }

    /** The node's storage; one that a report names before the heartbeat does is taken up with an unknown size. */
    StorageDescriptor storageForReport(DatanodeDescriptor node, String storageId) throws HdfsException {
        StorageDescriptor storage = node.storages.get(storageId);
        if (storage != null) {
            return storage;
        }
        if (storageId.isEmpty() || storageId.length() > 255 || node.storages.size() >= STORAGES_PER_NODE_MAX) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "No such storage: " + storageId);
        }
        return addStorage(node, new StorageInfo(storageId, "DISK", false, 0, 0, 0, 0, 0));
    }

    /** Declares the node dead. */
    void markDead(DatanodeDescriptor node) {
        retireAll(node);
        node.transfers.clear();
        node.recoveries.clear();
        node.activeTransfers = 0;
        node.xceivers = 0;
    }

    private void retireAll(DatanodeDescriptor node) {
        node.alive = false;
        summary = null;
        for (StorageDescriptor storage : List.copyOf(node.storages.values())) {
            retire(storage);
        }
    }

    private void retire(StorageDescriptor storage) {
        if (storage.retired) {
            return;
        }
        storage.retired = true;
        storage.openReport = null;
        storage.invalidates.clear();
        newlyRetired.add(storage);
        // The node keeps a record of the volume for the console; the next registration gives it a new code.
        storage.node.storages.remove(storage.storageId);
        if (!storage.node.alive) {
            storage.node.storages.put(storage.storageId, storage);
        }
    }

    boolean hasNewlyRetired() {
        return !newlyRetired.isEmpty();
    }

    /** Storages that were retired since the last call: their replicas are to be swept out. */
    List<StorageDescriptor> takeNewlyRetired() {
        List<StorageDescriptor> taken = List.copyOf(newlyRetired);
        newlyRetired.clear();
        return taken;
    }

    /** Nothing in the table refers to the storage any more: its code may be used again. */
    void swept(StorageDescriptor storage) {
        storagesByCode[storage.code] = null;
        freeCodes.add(storage.code);
    }

    /** Live nodes that were silent for too long. */
    List<DatanodeDescriptor> overdue(long nowMillis) {
        List<DatanodeDescriptor> overdue = new ArrayList<>();
        for (DatanodeDescriptor node : nodes.values()) {
            if (node.alive
                    && nowMillis - node.lastHeartbeatMillis
                            > settings.heartbeat().deadAfterMillis()) {
                overdue.add(node);
            }
        }
        return overdue;
    }

    /** The loop itself stood still: heartbeats may be waiting behind this event, so nobody was late by it. */
    void forgiveStandstill(long millis, long nowMillis) {
        for (DatanodeDescriptor node : nodes.values()) {
            node.lastHeartbeatMillis = Math.min(nowMillis, node.lastHeartbeatMillis + millis);
        }
    }
}
