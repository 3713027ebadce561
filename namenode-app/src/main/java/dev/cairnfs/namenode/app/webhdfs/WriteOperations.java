package dev.cairnfs.namenode.app.webhdfs;

import static dev.cairnfs.namenode.app.webhdfs.Parameters.ACCESS_TIME;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.DESTINATION;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.GROUP;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.MODIFICATION_TIME;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.NEW_LENGTH;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.OWNER;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.PERMISSION;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.RECURSIVE;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.RENAME_OPTIONS;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.REPLICATION;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.SOURCES;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.UNMASKED_PERMISSION;

import dev.cairnfs.namenode.app.webhdfs.Parameters.RenameOption;
import dev.cairnfs.namenode.command.Concat;
import dev.cairnfs.namenode.command.Delete;
import dev.cairnfs.namenode.command.GetServerDefaults;
import dev.cairnfs.namenode.command.Mkdirs;
import dev.cairnfs.namenode.command.Rename;
import dev.cairnfs.namenode.command.Rename2;
import dev.cairnfs.namenode.command.SetOwner;
import dev.cairnfs.namenode.command.SetPermission;
import dev.cairnfs.namenode.command.SetReplication;
import dev.cairnfs.namenode.command.SetTimes;
import dev.cairnfs.namenode.command.Truncate;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** The operations that change the namespace and need no DataNode. */
final class WriteOperations {
    /** HDFS's permission for a directory where the request names none. */
    private static final int DIRECTORY_PERMISSION = 0755;

    private WriteOperations() {}

    static List<Operation> all() {
        return List.of(
                put(
                        "MKDIRS",
                        "Makes a directory and its missing parents.",
                        WriteOperations::mkdirs,
                        PERMISSION,
                        UNMASKED_PERMISSION),
                put("RENAME", "Moves a file or directory.", WriteOperations::rename, DESTINATION, RENAME_OPTIONS),
                put("SETPERMISSION", "Sets the mode bits.", WriteOperations::setPermission, PERMISSION),
                put("SETOWNER", "Sets owner, group or both.", WriteOperations::setOwner, OWNER, GROUP),
                put(
                        "SETTIMES",
                        "Sets modification and access time.",
                        WriteOperations::setTimes,
                        MODIFICATION_TIME,
                        ACCESS_TIME),
                put(
                        "SETREPLICATION",
                        "Sets how many replicas a file's blocks have.",
                        WriteOperations::setReplication,
                        REPLICATION),
                new Operation(
                        "CONCAT",
                        Verb.POST,
                        List.of(SOURCES),
                        "Puts the blocks of other files behind this one's.",
                        true,
                        WriteOperations::concat),
                new Operation(
                        "TRUNCATE",
                        Verb.POST,
                        List.of(NEW_LENGTH),
                        "Cuts a file; false while the last block's replicas are being cut.",
                        true,
                        WriteOperations::truncate),
                new Operation(
                        "DELETE",
                        Verb.DELETE,
                        List.of(RECURSIVE),
                        "Deletes a file or directory.",
                        true,
                        WriteOperations::delete));
    }

    private static Operation put(String name, String summary, Operation.Handler handler, Parameter<?>... parameters) {
        return new Operation(name, Verb.PUT, List.of(parameters), summary, true, handler);
    }

    private static int permission(Call call) throws HdfsException {
        Integer given = call.optional(PERMISSION);
        return given == null ? DIRECTORY_PERMISSION : given;
    }

    private static void mkdirs(Call call) throws HdfsException, IOException {
        call.sendBoolean(call.execute(new Mkdirs(call.path(), permission(call), true)));
    }

    private static void rename(Call call) throws HdfsException, IOException {
        HdfsPath destination = HdfsPath.parse(call.required(DESTINATION, "RENAME"));
        Set<RenameOption> options = call.value(RENAME_OPTIONS);
        if (options.isEmpty()) {
            call.sendBoolean(call.execute(new Rename(call.path(), destination)));
        } else {
            call.execute(new Rename2(call.path(), destination, options.contains(RenameOption.OVERWRITE)));
            call.sendEmpty();
        }
    }

    /** Each request is a client of its own, as in HDFS. */
    private static void truncate(Call call) throws HdfsException, IOException {
        long length = call.required(NEW_LENGTH, "TRUNCATE");
        String client = "DFSClient_" + ThreadLocalRandom.current().nextLong();
        call.sendBoolean(call.execute(
                new Truncate(call.path(), length, client, call.caller().remoteAddress())));
    }

    private static void setPermission(Call call) throws HdfsException {
        call.execute(new SetPermission(call.path(), permission(call)));
        call.sendEmpty();
    }

    private static void setOwner(Call call) throws HdfsException {
        String owner = call.value(OWNER);
        String group = call.value(GROUP);
        if (owner.isEmpty() && group.isEmpty()) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "Both owner and group are empty.");
        }
        call.execute(new SetOwner(call.path(), owner.isEmpty() ? null : owner, group.isEmpty() ? null : group));
        call.sendEmpty();
    }

    private static void setTimes(Call call) throws HdfsException {
        call.execute(new SetTimes(call.path(), call.value(MODIFICATION_TIME), call.value(ACCESS_TIME)));
        call.sendEmpty();
    }

    private static void setReplication(Call call) throws HdfsException, IOException {
        Integer given = call.optional(REPLICATION);
        int replication = given == null ? call.read(new GetServerDefaults()).replication() : given;
        call.sendBoolean(call.execute(new SetReplication(call.path(), replication)));
    }

    private static void concat(Call call) throws HdfsException {
        List<HdfsPath> sources = new ArrayList<>();
        for (String source : call.required(SOURCES, "CONCAT").split(",", -1)) {
            sources.add(HdfsPath.parse(source));
        }
        call.execute(new Concat(call.path(), sources));
        call.sendEmpty();
    }

    private static void delete(Call call) throws HdfsException, IOException {
        call.sendBoolean(call.execute(new Delete(call.path(), call.value(RECURSIVE))));
    }
}
