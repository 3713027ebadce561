package dev.cairnfs.simulation.cluster;

import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.GetBlockMap;
import dev.cairnfs.namenode.command.GetFileInfo;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.shared.path.HdfsPath;
import dev.cairnfs.simulation.InvariantViolation;
import dev.cairnfs.simulation.disk.SimulatedDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * When all is healed, each block has all its replicas: the NameNode counts as many as are wanted, and each one that it
 * counts is on that DataNode's disks, with the block's stamp and length. The answers come in virtual time.
 */
final class ReplicaCheck {
    private static final Caller CALLER = new Caller("hdfs", Set.of("supergroup"), true, "10.0.3.1", null);

    private final Site site;
    private final List<Machine> machines;
    /** Names of the finished replicas' files by host, with their lengths. */
    private final Map<String, Map<String, Integer>> finished = new TreeMap<>();

    private final List<String> wrong = new ArrayList<>();
    private long replicas;

    ReplicaCheck(Site site, List<Machine> machines) {
        this.site = site;
        this.machines = machines;
    }

    void ask(Ledger ledger) {
        for (Machine machine : machines) {
            Map<String, Integer> names = finished.computeIfAbsent(machine.host(), any -> new TreeMap<>());
            for (SimulatedDisk disk : machine.disks()) {
                disk.files().forEach((path, length) -> {
                    if (path.contains("/finalized/")) {
                        names.put(path.substring(path.lastIndexOf('/') + 1), length);
                    }
                });
            }
        }
        ledger.files().stream()
                .filter(file -> !file.isGone())
                .map(LedgerFile::path)
                .forEach(this::ask);
    }

    private void ask(String text) {
        try {
            HdfsPath path = HdfsPath.parse(text);
            site.nameNode().query(CALLER, new GetFileInfo(path), outcome -> {
                Optional<FileStatus> status = outcome.value();
                if (status != null && status.isPresent()) {
                    int wanted = status.get().replication();
                    site.nameNode().query(CALLER, new GetBlockMap(path, 0, Long.MAX_VALUE), map -> {
                        if (map.value() != null) {
                            check(text, wanted, map.value());
                        }
                    });
                }
            });
        } catch (HdfsException e) {
            throw new IllegalStateException("an illegal path", e);
        }
    }

    private void check(String path, int wanted, LocatedBlocks located) {
        for (LocatedBlock each : located.blocks()) {
            Block block = each.block().block();
            int counted = 0;
            for (BlockLocation location : each.locations()) {
                if (location.state().equals("FINALIZED")) {
                    counted++;
                    if (!isThere(block, location.datanode().host())) {
                        wrong.add(path + ": " + block + " of " + block.numBytes() + " bytes counts as being on "
                                + location.datanode().host() + ", and is not there");
                    }
                }
            }
            replicas += counted;
            if (counted < wanted) {
                wrong.add(path + ": " + block + " has " + counted + " of " + wanted + " replicas");
            }
        }
    }

    private boolean isThere(Block block, String host) {
        Map<String, Integer> names = finished.getOrDefault(host, Map.of());
        Integer length = names.get("blk_" + block.blockId());
        boolean meta = names.containsKey("blk_" + block.blockId() + "_" + block.generationStamp() + ".meta");
        return meta && length != null && length == block.numBytes();
    }

    /** To be called when all answers have come. Returns how many replicas were looked at. */
    long end() {
        InvariantViolation.check(wrong.isEmpty(), () -> "replicas are missing although all is healed: " + wrong);
        return replicas;
    }
}
