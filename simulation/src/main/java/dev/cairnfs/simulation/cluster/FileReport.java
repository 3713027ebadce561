package dev.cairnfs.simulation.cluster;

import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.GetBlockMap;
import dev.cairnfs.namenode.command.ListLeases;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.LeaseInfo;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.shared.path.HdfsPath;
import dev.cairnfs.simulation.disk.SimulatedDisk;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells all that is known of files with which something is wrong: by the NameNode, and on the disks. The answers come in
 * virtual time.
 */
final class FileReport {
    private static final Caller CALLER = new Caller("hdfs", Set.of("supergroup"), true, "10.0.3.1", null);

    private final Site site;
    private final List<Machine> machines;
    private final StringBuilder text = new StringBuilder();

    FileReport(Site site, List<Machine> machines) {
        this.site = site;
        this.machines = machines;
    }

    void askForOpenFiles() {
        site.nameNode().query(CALLER, new ListLeases(), outcome -> {
            if (outcome.value() != null) {
                outcome.value().forEach(this::add);
            }
        });
    }

    void askFor(String path) {
        try {
            GetBlockMap blocks = new GetBlockMap(HdfsPath.parse(path), 0, Long.MAX_VALUE);
            site.nameNode().query(CALLER, blocks, outcome -> add(path, outcome.value()));
        } catch (HdfsException e) {
            throw new IllegalStateException("an illegal path", e);
        }
    }

    private void add(LeaseInfo lease) {
        text.append("\n  ").append(lease);
        askFor(lease.path());
    }

    private void add(String path, @Nullable LocatedBlocks located) {
        if (located == null) {
            return;
        }
        for (LocatedBlock block : located.blocks()) {
            Block known = block.block().block();
            text.append("\n  ").append(path).append(" at ").append(block.offset());
            text.append(" has ")
                    .append(known)
                    .append(" of ")
                    .append(known.numBytes())
                    .append(" bytes");
            for (BlockLocation location : block.locations()) {
                text.append("\n    known of ")
                        .append(location.datanode().host())
                        .append(' ')
                        .append(location.storageId())
                        .append(": ")
                        .append(location.state());
            }
            addFiles("blk_" + known.blockId());
        }
    }

    private void addFiles(String block) {
        for (Machine machine : machines) {
            for (SimulatedDisk disk : machine.disks()) {
                disk.files().forEach((file, length) -> {
                    if (file.contains(block)) {
                        text.append("\n    found on ")
                                .append(machine.host())
                                .append(machine.isUp() ? "" : " (down)")
                                .append(": ")
                                .append(file)
                                .append(" of ")
                                .append(length);
                    }
                });
            }
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
