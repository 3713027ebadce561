package dev.cairnfs.simulation;

import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.CheckAccess;
import dev.cairnfs.namenode.command.Command;
import dev.cairnfs.namenode.command.Create;
import dev.cairnfs.namenode.command.Delete;
import dev.cairnfs.namenode.command.GetBlockLocations;
import dev.cairnfs.namenode.command.GetContentSummary;
import dev.cairnfs.namenode.command.GetFileInfo;
import dev.cairnfs.namenode.command.GetListing;
import dev.cairnfs.namenode.command.IsFileClosed;
import dev.cairnfs.namenode.command.ListLeases;
import dev.cairnfs.namenode.command.Mkdirs;
import dev.cairnfs.namenode.command.Query;
import dev.cairnfs.namenode.command.Rename;
import dev.cairnfs.namenode.command.Rename2;
import dev.cairnfs.namenode.command.SetAccessTime;
import dev.cairnfs.namenode.command.SetOwner;
import dev.cairnfs.namenode.command.SetPermission;
import dev.cairnfs.namenode.command.SetReplication;
import dev.cairnfs.namenode.command.SetTimes;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.Set;

/** Does anything anywhere in a small tree that all share, without caring how it ends. */
final class RandomClient {
    private static final String NAMES = "abcd";
    private static final int DEPTH_MAX = 4;
    private static final int THINK_MAX_MILLIS = 300;

    private final World world;
    private final SimulatedNameNode nameNode;
    private final String name;
    private boolean stopped;

    RandomClient(World world, SimulatedNameNode nameNode, int index) {
        this.world = world;
        this.nameNode = nameNode;
        this.name = "random-" + index;
    }

    static HdfsPath path(String text) {
        try {
            return HdfsPath.parse(text);
        } catch (HdfsException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    void start() {
        world.soon(THINK_MAX_MILLIS, this::act);
    }

    void stop() {
        stopped = true;
    }

    private void act() {
        if (!stopped) {
            if (world.chance(30)) {
                nameNode.query(caller(), randomQuery(), this::next);
            } else {
                nameNode.execute(caller(), randomCommand(), this::next);
            }
        }
    }

    private void next(Outcome<?> outcome) {
        world.soon(outcome.isUnknown() ? 3000 : THINK_MAX_MILLIS, this::act);
    }

    private Caller caller() {
        return switch (world.random().nextInt(4)) {
            case 0 -> new Caller("alice", Set.of("users"), false, "10.0.2.1", null);
            case 1 -> new Caller("bob", Set.of("users"), false, "10.0.2.2", null);
            default -> new Caller("hdfs", Set.of("supergroup"), true, "10.0.1.1", null);
        };
    }

    private HdfsPath randomPath() {
        StringBuilder text = new StringBuilder("/shared");
        int depth = world.random().nextInt(DEPTH_MAX);
        for (int i = 0; i < depth; i++) {
            text.append('/').append(NAMES.charAt(world.random().nextInt(NAMES.length())));
        }
        return path(text.toString());
    }

    private Command<?> randomCommand() {
        int mode = world.random().nextInt(01000) | 0700;
        return switch (world.random().nextInt(14)) {
            case 0, 1, 2 -> new Mkdirs(randomPath(), mode, world.chance(80));
            case 3, 4, 5 -> new Create(randomPath(), mode, name, "10.0.1.1", world.chance(50), world.chance(70), 0, 0);
            case 6 -> new Delete(randomPath(), world.chance(50));
            case 7, 8 -> new Rename(randomPath(), randomPath());
            case 9 -> new Rename2(randomPath(), randomPath(), world.chance(50));
            case 10 -> new SetPermission(randomPath(), mode);
            case 11 -> new SetOwner(randomPath(), world.chance(50) ? "alice" : null, world.chance(50) ? "users" : null);
            case 12 ->
                world.chance(50)
                        ? new SetTimes(randomPath(), world.scheduler().wallMillis() - 1000, -1)
                        : new SetAccessTime(randomPath());
            default -> new SetReplication(randomPath(), 1 + world.random().nextInt(4));
        };
    }

    private Query<?> randomQuery() {
        return switch (world.random().nextInt(7)) {
            case 0 -> new GetListing(randomPath(), world.chance(50) ? "" : "b");
            case 1 -> new GetContentSummary(randomPath());
            case 2 -> new GetBlockLocations(randomPath(), 0, Long.MAX_VALUE, true);
            case 3 -> new IsFileClosed(randomPath());
            case 4 -> new ListLeases();
            case 5 -> new CheckAccess(randomPath(), "rwx");
            default -> new GetFileInfo(randomPath());
        };
    }
}
