package dev.cairnfs.client.metadata;

import dev.cairnfs.api.AbandonBlockRequest;
import dev.cairnfs.api.AddBlockRequest;
import dev.cairnfs.api.AdditionalDatanodeRequest;
import dev.cairnfs.api.AppendRequest;
import dev.cairnfs.api.BadBlocksReport;
import dev.cairnfs.api.BooleanResponse;
import dev.cairnfs.api.CompleteRequest;
import dev.cairnfs.api.ConcatRequest;
import dev.cairnfs.api.CreateRequest;
import dev.cairnfs.api.CreateWithBlockRequest;
import dev.cairnfs.api.DeleteRequest;
import dev.cairnfs.api.FsyncRequest;
import dev.cairnfs.api.MkdirsRequest;
import dev.cairnfs.api.OpenFiles;
import dev.cairnfs.api.RecoverLeaseRequest;
import dev.cairnfs.api.RenameRequest;
import dev.cairnfs.api.RenewLeaseRequest;
import dev.cairnfs.api.SetOwnerRequest;
import dev.cairnfs.api.SetPermissionRequest;
import dev.cairnfs.api.SetReplicationRequest;
import dev.cairnfs.api.SetTimesRequest;
import dev.cairnfs.api.TruncateRequest;
import dev.cairnfs.api.UpdateBlockForPipelineRequest;
import dev.cairnfs.api.UpdatePipelineRequest;
import dev.cairnfs.shared.model.AppendedFile;
import dev.cairnfs.shared.model.ContentSummary;
import dev.cairnfs.shared.model.CreatedFile;
import dev.cairnfs.shared.model.DirectoryListing;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.shared.model.ServerDefaults;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** {@link ClientProtocol} over {@code /api/v1}. */
public final class HttpClientProtocol implements ClientProtocol {
    private static final String CLIENT = "/api/v1/client/";

    private final ApiTransport transport;

    public HttpClientProtocol(ApiTransport transport) {
        this.transport = transport;
    }

    @Override
    public FileStatus create(String user, CreateRequest request) throws IOException {
        return post("create", user, request, FileStatus.class);
    }

    @Override
    public CreatedFile createWithBlock(String user, CreateWithBlockRequest request) throws IOException {
        return post("create-with-block", user, request, CreatedFile.class);
    }

    @Override
    public AppendedFile append(String user, AppendRequest request) throws IOException {
        return post("append", user, request, AppendedFile.class);
    }

    @Override
    public LocatedBlock addBlock(String user, AddBlockRequest request) throws IOException {
        return post("add-block", user, request, LocatedBlock.class);
    }

    @Override
    public void abandonBlock(String user, AbandonBlockRequest request) throws IOException {
        post("abandon-block", user, request, Map.class);
    }

    @Override
    public LocatedBlock updateBlockForPipeline(String user, UpdateBlockForPipelineRequest request) throws IOException {
        return post("update-block-for-pipeline", user, request, LocatedBlock.class);
    }

    @Override
    public void updatePipeline(String user, UpdatePipelineRequest request) throws IOException {
        post("update-pipeline", user, request, Map.class);
    }

    @Override
    public LocatedBlock additionalDatanode(String user, AdditionalDatanodeRequest request) throws IOException {
        return post("additional-datanode", user, request, LocatedBlock.class);
    }

    @Override
    public void fsync(String user, FsyncRequest request) throws IOException {
        post("fsync", user, request, Map.class);
    }

    @Override
    public boolean complete(String user, CompleteRequest request) throws IOException {
        return ask("complete", user, request);
    }

    @Override
    public void renewLease(String user, String clientName) throws IOException {
        post("renew-lease", user, new RenewLeaseRequest(clientName), Map.class);
    }

    @Override
    public boolean recoverLease(String user, RecoverLeaseRequest request) throws IOException {
        return ask("recover-lease", user, request);
    }

    @Override
    public boolean truncate(String user, TruncateRequest request) throws IOException {
        return ask("truncate", user, request);
    }

    @Override
    public void concat(String user, ConcatRequest request) throws IOException {
        post("concat", user, request, Map.class);
    }

    @Override
    public void reportBadBlocks(String user, BadBlocksReport report) throws IOException {
        post("report-bad-blocks", user, report, Map.class);
    }

    @Override
    public boolean mkdirs(String user, MkdirsRequest request) throws IOException {
        return ask("mkdirs", user, request);
    }

    @Override
    public boolean rename(String user, RenameRequest request) throws IOException {
        return ask("rename", user, request);
    }

    @Override
    public boolean delete(String user, DeleteRequest request) throws IOException {
        return ask("delete", user, request);
    }

    @Override
    public void setPermission(String user, SetPermissionRequest request) throws IOException {
        post("set-permission", user, request, Map.class);
    }

    @Override
    public void setOwner(String user, SetOwnerRequest request) throws IOException {
        post("set-owner", user, request, Map.class);
    }

    @Override
    public void setTimes(String user, SetTimesRequest request) throws IOException {
        post("set-times", user, request, Map.class);
    }

    @Override
    public boolean setReplication(String user, SetReplicationRequest request) throws IOException {
        return ask("set-replication", user, request);
    }

    @Override
    public FileStatus fileStatus(String user, String path) throws IOException {
        return transport.get(onPath("client/status", user, path), FileStatus.class);
    }

    @Override
    public DirectoryListing listing(String user, String path, String startAfter) throws IOException {
        String target = onPath("client/listing", user, path) + "&startAfter=" + encode(startAfter);
        return transport.get(target, DirectoryListing.class);
    }

    @Override
    public ContentSummary contentSummary(String user, String path) throws IOException {
        return transport.get(onPath("client/content-summary", user, path), ContentSummary.class);
    }

    @Override
    public boolean isFileClosed(String user, String path) throws IOException {
        return transport
                .get(onPath("client/file-closed", user, path), BooleanResponse.class)
                .result();
    }

    @Override
    public LocatedBlocks blockLocations(String user, String path, long offset, long length) throws IOException {
        String target = onPath("block-locations", user, path) + "&offset=" + offset + "&length=" + length;
        return transport.get(target, LocatedBlocks.class);
    }

    @Override
    public OpenFiles openFiles(String user, String path, long after, boolean blockingDecommission) throws IOException {
        String kind = blockingDecommission ? "blocking-decommission" : "all";
        return transport.get(onPath("open-files", user, path) + "&after=" + after + "&kind=" + kind, OpenFiles.class);
    }

    @Override
    public ServerDefaults serverDefaults(String user) throws IOException {
        return transport.get("/api/v1/server-defaults?user.name=" + encode(user), ServerDefaults.class);
    }

    private boolean ask(String call, String user, Object request) throws IOException {
        return post(call, user, request, BooleanResponse.class).result();
    }

    private <T> T post(String call, String user, Object request, Class<T> answer) throws IOException {
        return transport.post(CLIENT + call + "?user.name=" + encode(user), request, answer);
    }

    private static String onPath(String call, String user, String path) {
        return "/api/v1/" + call + "?user.name=" + encode(user) + "&path=" + encode(path);
    }

    /** Percent-encodes for a query; a space becomes %20, which every decoder reads as a space. */
    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
