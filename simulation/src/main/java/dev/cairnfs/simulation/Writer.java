package dev.cairnfs.simulation;

import dev.cairnfs.namenode.command.AbandonBlock;
import dev.cairnfs.namenode.command.AddBlock;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.Complete;
import dev.cairnfs.namenode.command.Create;
import dev.cairnfs.namenode.command.Delete;
import dev.cairnfs.namenode.command.RenewLease;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes files of a few blocks through pipelines, and sometimes dies in between. */
final class Writer {
    private static final Caller CALLER = new Caller("hdfs", Set.of("supergroup"), true, "10.0.1.2", null);
    private static final int RETRIES_MAX = 8;
    private static final int FILES = 12;

    private final World world;
    private final SimulatedNameNode nameNode;
    private final Cluster cluster;
    private final String directory;
    private String name = "";
    private HdfsPath path = HdfsPath.ROOT;
    private long fileId;
    private int blocksLeft;
    private int retries;
    private int lives;
    private @Nullable ExtendedBlock last;
    private boolean stopped;
    private long completed;

    Writer(World world, SimulatedNameNode nameNode, Cluster cluster, int index) {
        this.world = world;
        this.nameNode = nameNode;
        this.cluster = cluster;
        this.directory = "/written/w" + index;
    }

    long completed() {
        return completed;
    }

    void stop() {
        stopped = true;
    }

    void start() {
        world.soon(1000, this::nextFile);
        renewLoop();
    }

    private void renewLoop() {
        if (!stopped) {
            nameNode.apply("renewLease", new RenewLease(name), outcome -> {});
            world.scheduler().after(10_000, this::renewLoop);
        }
    }

    private void nextFile() {
        if (stopped) {
            return;
        }
        path = RandomClient.path(directory + "/f" + world.random().nextInt(FILES));
        if (world.chance(15)) {
            nameNode.execute(CALLER, new Delete(path, false), outcome -> world.soon(500, this::nextFile));
            return;
        }
        // Each file is written by a client of its own name, as after a restart of the writer.
        name = "writer" + directory + "-" + ++lives;
        blocksLeft = world.random().nextInt(4);
        retries = 0;
        last = null;
        Create create = new Create(
                path,
                0644,
                name,
                "10.0.1.2",
                true,
                true,
                2 + world.random().nextInt(2),
                SimulationSettings.BLOCK_SIZE_BYTES);
        nameNode.execute(CALLER, create, outcome -> {
            FileStatus made = outcome.value();
            if (made == null) {
                world.soon(2000, this::nextFile);
            } else {
                fileId = made.fileId();
                step();
            }
        });
    }

    private void step() {
        if (world.chance(4)) {
            // Dies without a word: the lease must run out.
            world.soon(3000, this::nextFile);
        } else if (blocksLeft > 0) {
            nameNode.execute(CALLER, new AddBlock(path, fileId, name, last, List.of(), List.of()), this::located);
        } else {
            nameNode.execute(CALLER, new Complete(path, fileId, name, last), this::completed);
        }
    }

    private void retry() {
        if (++retries > RETRIES_MAX) {
            world.soon(1000, this::nextFile);
        } else {
            world.soon(3000, this::step);
        }
    }

    private void located(Outcome<LocatedBlock> outcome) {
        LocatedBlock located = outcome.value();
        if (located == null) {
            retry();
            return;
        }
        Block block = located.block().block();
        located.locations().forEach(location -> {
            SimulatedDatanode node = cluster.datanode(location.datanode().uuid());
            if (node.isUp()) {
                node.receiving(block);
            }
        });
        world.soon(400, () -> transferred(located));
    }

    private void transferred(LocatedBlock located) {
        boolean full = blocksLeft > 1 || world.chance(30);
        long length = full
                ? SimulationSettings.BLOCK_SIZE_BYTES
                : 1 + world.random().nextInt((int) SimulationSettings.BLOCK_SIZE_BYTES - 1);
        Block block = located.block().block();
        Block finished = new Block(block.blockId(), block.generationStamp(), length);
        int stored = 0;
        for (var location : located.locations()) {
            SimulatedDatanode node = cluster.datanode(location.datanode().uuid());
            if (node.isUp() && node.replicas().containsKey(block.blockId())) {
                node.received(finished, true);
                stored++;
            }
        }
        if (stored == 0) {
            nameNode.execute(CALLER, new AbandonBlock(path, fileId, name, located.block()), outcome -> retry());
        } else {
            last = new ExtendedBlock(located.block().poolId(), finished);
            blocksLeft--;
            step();
        }
    }

    private void completed(Outcome<Boolean> outcome) {
        if (Boolean.TRUE.equals(outcome.value())) {
            completed++;
            world.soon(2000, this::nextFile);
        } else {
            retry();
        }
    }
}
