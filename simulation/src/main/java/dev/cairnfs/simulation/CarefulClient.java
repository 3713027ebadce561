package dev.cairnfs.simulation;

import com.google.protobuf.ByteString;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.Command;
import dev.cairnfs.namenode.command.Complete;
import dev.cairnfs.namenode.command.Create;
import dev.cairnfs.namenode.command.Delete;
import dev.cairnfs.namenode.command.Mkdirs;
import dev.cairnfs.namenode.command.Rename;
import dev.cairnfs.namenode.record.CallId;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.model.FileStatus;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Alone in its directory, it knows exactly what must be there. It repeats a call whose outcome it does not know under the
 * same call id until it is told, and the call must have been done once.
 */
final class CarefulClient {
    private static final int NAMES = 6;
    private static final int THINK_MAX_MILLIS = 400;
    private static final String HOST = "10.0.1.3";

    private final World world;
    private final SimulatedNameNode nameNode;
    private final String directory;
    private final String name;
    private SortedSet<String> present = new TreeSet<>();
    /** What will be there when the call under way has been carried out. */
    private SortedSet<String> after = new TreeSet<>();

    private int callNumber;
    private boolean made;
    private boolean stopped;
    private long acknowledged;
    private long repeated;

    CarefulClient(World world, SimulatedNameNode nameNode, int index) {
        this.world = world;
        this.nameNode = nameNode;
        this.name = "careful-" + index;
        this.directory = "/careful/c" + index;
    }

    long acknowledged() {
        return acknowledged;
    }

    long repeated() {
        return repeated;
    }

    void stop() {
        stopped = true;
    }

    void start() {
        world.soon(THINK_MAX_MILLIS, this::next);
    }

    private Caller caller() {
        CallId call = CallId.newBuilder()
                .setClientId(ByteString.copyFromUtf8(String.format("%16s", name)))
                .setCallId(callNumber)
                .build();
        return new Caller("hdfs", Set.of("supergroup"), true, HOST, call);
    }

    /** The namespace must hold what was acknowledged, or that and what is under way. */
    void check(Namespace namespace) {
        if (made) {
            SortedSet<String> found = new TreeSet<>();
            long id = namespace.lookup(RandomClient.path(directory)).inodeId();
            InvariantViolation.check(id != 0, directory + " was acknowledged and is gone");
            namespace.inodes().forEachChild(id, new byte[0], child -> {
                found.add(namespace.inodes().name(child));
                return true;
            });
            InvariantViolation.check(
                    found.equals(present) || found.equals(after),
                    directory + " should hold " + present + " or " + after + ", and holds " + found);
        }
    }

    private void next() {
        if (stopped) {
            return;
        }
        callNumber++;
        if (!made) {
            send(new Mkdirs(RandomClient.path(directory), 0755, true), names -> names);
            return;
        }
        String chosen = "n" + world.random().nextInt(NAMES);
        String other = "n" + world.random().nextInt(NAMES);
        if (!present.contains(chosen)) {
            if (world.chance(50)) {
                send(
                        new Mkdirs(RandomClient.path(directory + "/" + chosen), 0755, false),
                        names -> with(names, chosen));
            } else {
                send(
                        new Create(RandomClient.path(directory + "/" + chosen), 0644, name, HOST, false, false, 3, 0),
                        names -> with(names, chosen));
            }
        } else if (present.contains(other)) {
            send(new Delete(RandomClient.path(directory + "/" + chosen), true), names -> without(names, chosen));
        } else {
            send(
                    new Rename(RandomClient.path(directory + "/" + chosen), RandomClient.path(directory + "/" + other)),
                    names -> with(without(names, chosen), other));
        }
    }

    private static SortedSet<String> with(SortedSet<String> names, String name) {
        SortedSet<String> more = new TreeSet<>(names);
        more.add(name);
        return more;
    }

    private static SortedSet<String> without(SortedSet<String> names, String name) {
        SortedSet<String> fewer = new TreeSet<>(names);
        fewer.remove(name);
        return fewer;
    }

    private <R> void send(Command<R> command, UnaryOperator<SortedSet<String>> change) {
        after = change.apply(present);
        attempt(command);
    }

    private <R> void attempt(Command<R> command) {
        nameNode.execute(caller(), command, outcome -> finish(command, outcome));
    }

    private <R> void finish(Command<R> command, Outcome<R> outcome) {
        boolean later = outcome.error() != null && outcome.error().code() == ErrorCode.SAFE_MODE;
        if (outcome.isUnknown() || later) {
            repeated++;
            world.soon(5000, () -> attempt(command));
            return;
        }
        boolean done = outcome.succeeded() && !Boolean.FALSE.equals(outcome.value());
        if (!done) {
            world.violations()
                    .report(new InvariantViolation(name + ": " + command + " must succeed, and ended with " + outcome));
            return;
        }
        acknowledged++;
        made = true;
        present = after;
        if (outcome.value() instanceof FileStatus file && command instanceof Create create) {
            // Empty files are closed at once, in a call that is not at-most-once by nature.
            closeFile(create, file.fileId());
        } else {
            world.soon(THINK_MAX_MILLIS, this::next);
        }
    }

    private void closeFile(Create create, long fileId) {
        nameNode.execute(caller(), new Complete(create.path(), fileId, name, null), outcome -> {
            if (Boolean.TRUE.equals(outcome.value())) {
                world.soon(THINK_MAX_MILLIS, this::next);
            } else {
                world.soon(5000, () -> closeFile(create, fileId));
            }
        });
    }
}
