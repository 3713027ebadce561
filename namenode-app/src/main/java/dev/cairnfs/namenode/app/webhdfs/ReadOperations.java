package dev.cairnfs.namenode.app.webhdfs;

import static dev.cairnfs.namenode.app.webhdfs.Parameters.FS_ACTION;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.LENGTH;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.OFFSET;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.RENEWER;
import static dev.cairnfs.namenode.app.webhdfs.Parameters.START_AFTER;

import dev.cairnfs.http.JsonBuffer;
import dev.cairnfs.namenode.blocks.BlockStats;
import dev.cairnfs.namenode.command.CheckAccess;
import dev.cairnfs.namenode.command.GetBlockLocations;
import dev.cairnfs.namenode.command.GetContentSummary;
import dev.cairnfs.namenode.command.GetFileInfo;
import dev.cairnfs.namenode.command.GetListing;
import dev.cairnfs.namenode.command.GetServerDefaults;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.DirectoryListing;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.LocatedBlocks;
import java.io.IOException;
import java.util.List;

/** The operations that read the namespace and answer by themselves. */
final class ReadOperations {
    private static final String USER_HOME_PREFIX = "/user/";
    private static final String TRASH = ".Trash";
    /** Beyond this much JSON a listing is sent while it is read. */
    private static final int LISTING_CHUNK_BYTES = 256 << 10;

    private ReadOperations() {}

    static List<Operation> all() {
        return List.of(
                read("GETFILESTATUS", "What a file or directory is.", ReadOperations::fileStatus),
                read("GETFILELINKSTATUS", "As GETFILESTATUS, without following a link.", ReadOperations::fileStatus),
                read("LISTSTATUS", "All entries of a directory, or the file itself.", ReadOperations::list),
                read("LISTSTATUS_BATCH", "One page of a directory's entries.", ReadOperations::listBatch, START_AFTER),
                read("GETCONTENTSUMMARY", "What lies at and below a path, summed.", ReadOperations::contentSummary),
                read("GETQUOTAUSAGE", "How much of its quotas a directory uses.", ReadOperations::quotaUsage),
                read("GETHOMEDIRECTORY", "The caller's home directory.", ReadOperations::homeDirectory),
                read("GETTRASHROOT", "Where what is deleted at this path would be kept.", ReadOperations::trashRoot),
                read(
                        "GETFILEBLOCKLOCATIONS",
                        "Where the blocks of a range of the file are.",
                        ReadOperations::fileBlockLocations,
                        OFFSET,
                        LENGTH),
                read(
                        "GET_BLOCK_LOCATIONS",
                        "As GETFILEBLOCKLOCATIONS, in the form of older clients.",
                        ReadOperations::getBlockLocations,
                        OFFSET,
                        LENGTH),
                read("CHECKACCESS", "Succeeds when the caller has the access.", ReadOperations::checkAccess, FS_ACTION),
                read("GETSERVERDEFAULTS", "What is used where a client names no value.", ReadOperations::defaults),
                read("GETSTATUS", "Capacity of the cluster.", ReadOperations::status),
                read("GETACLSTATUS", "Owner, group, permission and the extended entries.", ReadOperations::aclStatus),
                read("LISTXATTRS", "The names of the extended attributes.", ReadOperations::noXAttrs),
                read("GETSTORAGEPOLICY", "The storage policy in force at the path.", ReadOperations::storagePolicy),
                read(
                        "GETALLSTORAGEPOLICY",
                        "The storage policies that this server knows.",
                        ReadOperations::allStoragePolicies),
                read("GETECPOLICY", "The erasure coding policy in force at the path.", ReadOperations::noPolicy),
                read(
                        "GETDELEGATIONTOKEN",
                        "A delegation token; none while authentication is simple.",
                        ReadOperations::noToken,
                        RENEWER));
    }

    private static Operation read(String name, String summary, Operation.Handler handler, Parameter<?>... parameters) {
        return new Operation(name, Verb.GET, List.of(parameters), summary, true, handler);
    }

    /** The status; a missing path is refused in the words that HDFS has for the operation. */
    private static FileStatus statusOf(Call call, String whenMissing) throws HdfsException {
        return call.read(new GetFileInfo(call.path()))
                .orElseThrow(() -> new HdfsException(ErrorCode.FILE_NOT_FOUND, whenMissing + call.path()));
    }

    private static void fileStatus(Call call) throws HdfsException, IOException {
        FileStatus status = statusOf(call, "File does not exist: ");
        JsonBuffer json = call.json();
        json.raw("{\"FileStatus\":");
        WebHdfsJson.fileStatus(json, status);
        json.raw('}');
        call.sendJson();
    }

    private static void list(Call call) throws HdfsException, IOException {
        JsonBuffer json = call.json();
        DirectoryListing page = call.read(new GetListing(call.path(), ""));
        json.raw("{\"FileStatuses\":{\"FileStatus\":[");
        WebHdfsJson.entries(json, page.entries(), true);
        boolean streaming = false;
        while (page.remaining() > 0 && !page.entries().isEmpty()) {
            if (json.length() > LISTING_CHUNK_BYTES) {
                if (!streaming) {
                    call.response().setContentType("application/json");
                    streaming = true;
                }
                json.writeTo(call.response().getOutputStream());
                json.clear();
            }
            String last = page.entries().get(page.entries().size() - 1).name();
            page = call.read(new GetListing(call.path(), last));
            WebHdfsJson.entries(json, page.entries(), false);
        }
        json.raw("]}}");
        if (streaming) {
            json.writeTo(call.response().getOutputStream());
        } else {
            call.sendJson();
        }
    }

    private static void listBatch(Call call) throws HdfsException, IOException {
        DirectoryListing page = call.read(new GetListing(call.path(), call.value(START_AFTER)));
        JsonBuffer json = call.json();
        json.raw("{\"DirectoryListing\":{\"partialListing\":{\"FileStatuses\":{\"FileStatus\":[");
        WebHdfsJson.entries(json, page.entries(), true);
        json.raw("]}},\"remainingEntries\":").number(page.remaining()).raw("}}");
        call.sendJson();
    }

    private static void contentSummary(Call call) throws HdfsException, IOException {
        WebHdfsJson.contentSummary(call.json(), call.read(new GetContentSummary(call.path())));
        call.sendJson();
    }

    private static void quotaUsage(Call call) throws HdfsException, IOException {
        WebHdfsJson.quotaUsage(call.json(), call.read(new GetContentSummary(call.path())));
        call.sendJson();
    }

    private static void homeDirectory(Call call) throws IOException {
        call.sendPath(USER_HOME_PREFIX + call.caller().user());
    }

    private static void trashRoot(Call call) throws IOException {
        call.sendPath(USER_HOME_PREFIX + call.caller().user() + "/" + TRASH);
    }

    private static LocatedBlocks blocks(Call call) throws HdfsException {
        long offset = call.value(OFFSET);
        Long length = call.optional(LENGTH);
        return call.read(new GetBlockLocations(call.path(), offset, length == null ? Long.MAX_VALUE : length, false));
    }

    private static void fileBlockLocations(Call call) throws HdfsException, IOException {
        WebHdfsJson.blockLocations(call.json(), blocks(call));
        call.sendJson();
    }

    private static void getBlockLocations(Call call) throws HdfsException, IOException {
        WebHdfsJson.locatedBlocks(call.json(), blocks(call));
        call.sendJson();
    }

    private static void checkAccess(Call call) throws HdfsException {
        call.read(new CheckAccess(call.path(), call.required(FS_ACTION, "CHECKACCESS")));
        call.sendEmpty();
    }

    private static void defaults(Call call) throws HdfsException, IOException {
        WebHdfsJson.serverDefaults(call.json(), call.read(new GetServerDefaults()));
        call.sendJson();
    }

    private static void status(Call call) throws HdfsException, IOException {
        BlockStats stats = call.nameNode().apply(soft -> soft.blocks().stats());
        call.json().raw("{\"FsStatus\":{\"capacity\":").number(stats.capacityBytes());
        call.json().raw(",\"remaining\":").number(stats.remainingBytes());
        call.json().raw(",\"used\":").number(stats.dfsUsedBytes()).raw("}}");
        call.sendJson();
    }

    private static void aclStatus(Call call) throws HdfsException, IOException {
        WebHdfsJson.aclStatus(call.json(), statusOf(call, "cannot find "));
        call.sendJson();
    }

    private static void noXAttrs(Call call) throws HdfsException, IOException {
        FileStatus unused = statusOf(call, "File does not exist: ");
        // A string that holds JSON, as HDFS has it.
        call.json().raw("{\"XAttrNames\":\"[]\"}");
        call.sendJson();
    }

    private static void storagePolicy(Call call) throws HdfsException, IOException {
        FileStatus unused = statusOf(call, "File/Directory does not exist: ");
        call.json().raw("{\"BlockStoragePolicy\":").raw(WebHdfsJson.HOT_POLICY).raw('}');
        call.sendJson();
    }

    private static void allStoragePolicies(Call call) throws IOException {
        call.json()
                .raw("{\"BlockStoragePolicies\":{\"BlockStoragePolicy\":[")
                .raw(WebHdfsJson.HOT_POLICY)
                .raw("]}}");
        call.sendJson();
    }

    private static void noPolicy(Call call) throws HdfsException, IOException {
        FileStatus unused = statusOf(call, "Path not found: ");
        call.json().raw("null");
        call.sendJson();
    }

    private static void noToken(Call call) throws IOException {
        call.json().raw("{\"Token\":null}");
        call.sendJson();
    }
}
