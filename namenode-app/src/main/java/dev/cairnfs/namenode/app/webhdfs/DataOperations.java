package dev.cairnfs.namenode.app.webhdfs;

import static dev.cairnfs.namenode.app.webhdfs.Parameters.BLOCK_SIZE;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.BUFFER_SIZE;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.CREATE_FLAG;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.CREATE_PARENT;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.EXCLUDE_DATANODES;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.LENGTH;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.NO_REDIRECT;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.OFFSET;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.OVERWRITE;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.PERMISSION;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.REPLICATION;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.UNMASKED_PERMISSION;

import dev.cairnfs.namenode.app.http.PercentEncoder;
import dev.cairnfs.namenode.app.http.QueryString;
import dev.cairnfs.namenode.blocks.TargetRequest;
import dev.cairnfs.namenode.command.GetBlockLocations;
import dev.cairnfs.namenode.command.GetFileInfo;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.AdminState;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.DatanodeInfo;
import dev.cairnfs.shared.model.LivenessState;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.shared.web.WebHdfsCreateFlag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The operations whose data a DataNode serves: the answer is a redirect to one that is chosen here. Its address is one
 * that the DataNode registered, never one that the caller supplied.
 */
final class DataOperations {
    private static final String PATH_PREFIX = "/webhdfs/v1";
    /** Parameters that are answered here or written anew, and so are not handed on as they came. */
    private static final Set<String> NOT_HANDED_ON =
            Set.of("op", "user.name", "doas", "noredirect", "excludedatanodes", "namenoderpcaddress");

    private static final int TEMPORARY_REDIRECT = 307;
    /** How many nodes are asked before one is named unasked: bounds how long a redirect can take. */
    private static final int CANDIDATES_MAX = 8;

    private static final LocatedBlocks NOTHING = new LocatedBlocks(0, false, List.of(), null, false);

    private final String rpcAddress;
    private final long blockSizeBytes;
    private final HttpDoors doors;

    /**
     * Takes what redirects need.
     *
     * @param rpcAddress host:port that redirects name as the NameNode's
     * @param blockSizeBytes the block size of a file whose creator names none
     * @param doors tells which DataNodes a client can be sent to
     */
    DataOperations(String rpcAddress, long blockSizeBytes, HttpDoors doors) {
        this.rpcAddress = rpcAddress;
        this.blockSizeBytes = blockSizeBytes;
        this.doors = doors;
    }

    List<Operation> all() {
        return List.of(
                new Operation(
                        "OPEN",
                        Verb.GET,
                        List.of(OFFSET, LENGTH, BUFFER_SIZE, NO_REDIRECT, EXCLUDE_DATANODES),
                        "Reads a range of a file, at a DataNode.",
                        true,
                        this::open),
                new Operation(
                        "GETFILECHECKSUM",
                        Verb.GET,
                        List.of(NO_REDIRECT, EXCLUDE_DATANODES),
                        "The checksum of a file, at a DataNode.",
                        true,
                        this::checksum),
                new Operation(
                        "APPEND",
                        Verb.POST,
                        List.of(BUFFER_SIZE, NO_REDIRECT, EXCLUDE_DATANODES),
                        "Writes at the end of a file, at a DataNode.",
                        true,
                        this::append),
                new Operation(
                        "CREATE",
                        Verb.PUT,
                        List.of(
                                OVERWRITE,
                                BLOCK_SIZE,
                                REPLICATION,
                                PERMISSION,
                                UNMASKED_PERMISSION,
                                BUFFER_SIZE,
                                CREATE_PARENT,
                                CREATE_FLAG,
                                NO_REDIRECT,
                                EXCLUDE_DATANODES),
                        "Writes a new file, at a DataNode.",
                        true,
                        this::create));
    }

    private void open(Call call) throws HdfsException, IOException {
        long offset = call.value(OFFSET);
        LocatedBlocks blocks = locate(call, offset, 1);
        long length = blocks.fileLength();
        boolean growing = blocks.lastBlock() != null && !blocks.lastBlockComplete();
        // How far a block that is being written can be read, its DataNodes know.
        if (!growing && offset >= length && length > 0) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "Offset=" + offset + " out of the range [0, " + length + "); OPEN, path=" + call.path());
        }
        boolean inLast = growing && blocks.blocks().isEmpty();
        redirect(call, "OPEN", holder(call, inLast ? lastOf(blocks) : blocks.blocks()));
    }

    private void checksum(Call call) throws HdfsException, IOException {
        redirect(call, "GETFILECHECKSUM", holder(call, lastOf(locate(call, 0, 1))));
    }

    /** Sends the writer to a node that holds the last block. */
    private void append(Call call) throws HdfsException, IOException {
        LocatedBlocks blocks = located(call, () -> call.read(new GetBlockLocations(call.path(), 0, 1, false)));
        redirect(call, "APPEND", holder(call, lastOf(blocks)));
    }

    private static List<LocatedBlock> lastOf(LocatedBlocks blocks) {
        LocatedBlock last = blocks.lastBlock();
        return last == null ? List.of() : List.of(last);
    }

    private static LocatedBlocks locate(Call call, long offset, long length) throws HdfsException {
        return located(call, () -> call.nameNode().openForRead(call.caller(), call.path(), offset, length));
    }

    /** Asks where blocks are. */
    private interface Question {
        LocatedBlocks ask() throws HdfsException;
    }

    private static LocatedBlocks located(Call call, Question question) throws HdfsException {
        try {
            return question.ask();
        } catch (HdfsException e) {
            if (e.code() != ErrorCode.FILE_NOT_FOUND && e.code() != ErrorCode.ACCESS_CONTROL) {
                throw e;
            }
            if (!exists(call)) {
                throw new HdfsException(ErrorCode.FILE_NOT_FOUND, "File " + call.path() + " not found.", e);
            }
            if (e.code() == ErrorCode.FILE_NOT_FOUND) {
                // A directory: HDFS leaves it to the DataNode to say so.
                return NOTHING;
            }
            throw e;
        }
    }

    /** As HDFS asks it: also for a path below a file, which does not exist. */
    private static boolean exists(Call call) throws HdfsException {
        try {
            return call.read(new GetFileInfo(call.path())).isPresent();
        } catch (HdfsException e) {
            if (e.code() == ErrorCode.FILE_NOT_FOUND || e.code() == ErrorCode.PARENT_NOT_DIRECTORY) {
                return false;
            }
            throw e;
        }
    }

    private void create(Call call) throws HdfsException, IOException {
        WebHdfsCreateFlag.ofCreation(call.value(CREATE_FLAG), call.value(OVERWRITE));
        Set<String> asked = excluded(call);
        Set<String> excluded = new HashSet<>(asked);
        DatanodeId first = null;
        for (int attempt = 0; attempt < CANDIDATES_MAX; attempt++) {
            List<BlockLocation> chosen = targets(call, Set.copyOf(excluded));
            if (chosen.isEmpty()) {
                break;
            }
            DatanodeId node = chosen.get(0).datanode();
            if (doors.open(node)) {
                redirect(call, "CREATE", node);
                return;
            }
            first = first == null ? node : first;
            excluded.add(node.transferAddress());
        }
        // No room for a block is the pipeline's business: any live node can still tell the client so.
        redirect(call, "CREATE", first == null ? anyNode(call, asked) : first);
    }

    private List<BlockLocation> targets(Call call, Set<String> excluded) throws HdfsException {
        Long asked = call.optional(BLOCK_SIZE);
        long size = asked == null ? blockSizeBytes : asked;
        TargetRequest request = new TargetRequest(
                call.path().toString(), 1, call.caller().remoteAddress(), excluded, List.of(), Set.of(), size);
        try {
            return call.nameNode().apply(soft -> soft.blocks().chooseTargets(request, ThreadLocalRandom.current()));
        } catch (HdfsException e) {
            return List.of(); // no node has room: the caller knows what to do without one
        }
    }

    /** The nearest node that has the first of these blocks; any node when there is no block. */
    private DatanodeId holder(Call call, List<LocatedBlock> blocks) throws HdfsException {
        Set<String> excluded = excluded(call);
        if (blocks.isEmpty()) {
            return anyNode(call, excluded);
        }
        List<DatanodeId> holders = blocks.get(0).locations().stream()
                .map(BlockLocation::datanode)
                .filter(node -> !excluded.contains(node.transferAddress()))
                .toList();
        if (holders.isEmpty()) {
            throw new HdfsException(ErrorCode.IO, "No active nodes contain this block");
        }
        return firstOpen(holders);
    }

    private DatanodeId anyNode(Call call, Set<String> excluded) throws HdfsException {
        List<DatanodeInfo> nodes = call.nameNode().apply(soft -> soft.blocks().datanodes());
        List<DatanodeId> usable = new ArrayList<>();
        for (DatanodeInfo node : nodes) {
            if (node.state() == LivenessState.LIVE
                    && node.adminState() == AdminState.NORMAL
                    && !excluded.contains(node.id().transferAddress())) {
                usable.add(node.id());
            }
        }
        if (usable.isEmpty()) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "Failed to find datanode, suggest to check cluster health. excludeDatanodes="
                            + String.join(",", excluded));
        }
        Collections.shuffle(usable, ThreadLocalRandom.current());
        return firstOpen(usable);
    }

    /** The first that takes connections; the first of all when none does, for it may be that only this host cannot. */
    private DatanodeId firstOpen(List<DatanodeId> nodes) {
        return nodes.stream()
                .limit(CANDIDATES_MAX)
                .filter(doors::open)
                .findFirst()
                .orElse(nodes.get(0));
    }

    private static Set<String> excluded(Call call) throws HdfsException {
        String text = call.value(EXCLUDE_DATANODES);
        // Neither sorted nor free of duplicates need it be; Set.of would refuse a repeated word.
        return text.isEmpty() ? Set.of() : Set.copyOf(List.of(text.split(",", -1)));
    }

    private void redirect(Call call, String op, DatanodeId node) throws HdfsException, IOException {
        String location = location(call, op, node);
        HttpServletResponse response = call.response();
        if (call.value(NO_REDIRECT)) {
            call.json().raw("{\"Location\":").string(location).raw('}');
            call.sendJson();
        } else {
            response.setStatus(TEMPORARY_REDIRECT);
            response.setHeader("Location", location);
            response.setContentType("application/octet-stream");
            response.setContentLength(0);
        }
    }

    private String location(Call call, String op, DatanodeId node) {
        StringBuilder out = new StringBuilder(256);
        out.append("http://").append(node.host()).append(':').append(node.httpPort());
        out.append(PATH_PREFIX);
        PercentEncoder.path(out, call.path().toString());
        out.append("?op=").append(op);
        QueryString query = call.query();
        if (query.get("user.name") != null || query.get("doas") != null) {
            // Whether one may act for the other was decided here; the DataNode is told for whom only.
            append(out, "user.name", call.caller().user());
        }
        append(out, "namenoderpcaddress", rpcAddress);
        for (int i = 0; i < query.size(); i++) {
            if (!NOT_HANDED_ON.contains(query.name(i))) {
                append(out, query.name(i), query.value(i));
            }
        }
        return out.toString();
    }

    private static void append(StringBuilder out, String name, @Nullable String value) {
        if (value != null && !value.isEmpty() && !value.equals("null")) {
            out.append('&');
            PercentEncoder.queryValue(out, name);
            out.append('=');
            PercentEncoder.queryValue(out, value);
        }
    }
}
