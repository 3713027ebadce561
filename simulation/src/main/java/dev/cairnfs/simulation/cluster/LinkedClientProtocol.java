package dev.cairnfs.simulation.cluster;

import com.google.protobuf.ByteString;
import dev.cairnfs.api.AbandonBlockRequest;
import dev.cairnfs.api.AddBlockRequest;
import dev.cairnfs.api.AdditionalDatanodeRequest;
import dev.cairnfs.api.AppendRequest;
import dev.cairnfs.api.BadBlocksReport;
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
import dev.cairnfs.api.SetOwnerRequest;
import dev.cairnfs.api.SetPermissionRequest;
import dev.cairnfs.api.SetReplicationRequest;
import dev.cairnfs.api.SetTimesRequest;
import dev.cairnfs.api.TruncateRequest;
import dev.cairnfs.api.UpdateBlockForPipelineRequest;
import dev.cairnfs.api.UpdatePipelineRequest;
import dev.cairnfs.client.metadata.ClientProtocol;
import dev.cairnfs.client.metadata.OutcomeUnknownException;
import dev.cairnfs.namenode.blocks.AddBlockFlag;
import dev.cairnfs.namenode.blocks.ReplicaPlace;
import dev.cairnfs.namenode.command.AbandonBlock;
import dev.cairnfs.namenode.command.AddBlock;
import dev.cairnfs.namenode.command.Append;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.Command;
import dev.cairnfs.namenode.command.Complete;
import dev.cairnfs.namenode.command.Concat;
import dev.cairnfs.namenode.command.Create;
import dev.cairnfs.namenode.command.CreateWithBlock;
import dev.cairnfs.namenode.command.Delete;
import dev.cairnfs.namenode.command.Fsync;
import dev.cairnfs.namenode.command.GetAdditionalDatanode;
import dev.cairnfs.namenode.command.GetBlockLocations;
import dev.cairnfs.namenode.command.GetFileInfo;
import dev.cairnfs.namenode.command.IsFileClosed;
import dev.cairnfs.namenode.command.Mkdirs;
import dev.cairnfs.namenode.command.Query;
import dev.cairnfs.namenode.command.RecoverLease;
import dev.cairnfs.namenode.command.Rename;
import dev.cairnfs.namenode.command.RenewLease;
import dev.cairnfs.namenode.command.ReportBadBlocks;
import dev.cairnfs.namenode.command.Truncate;
import dev.cairnfs.namenode.command.UpdateBlockForPipeline;
import dev.cairnfs.namenode.command.UpdatePipeline;
import dev.cairnfs.namenode.record.CallId;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.AppendedFile;
import dev.cairnfs.shared.model.ContentSummary;
import dev.cairnfs.shared.model.CreatedFile;
import dev.cairnfs.shared.model.DirectoryListing;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.shared.model.ServerDefaults;
import dev.cairnfs.shared.path.HdfsPath;
import dev.cairnfs.simulation.runtime.Fiber;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A client's calls of the NameNode, as its HTTP API carries them out. What is lost is repeated under the same call id, as
 * the client's transport does it.
 */
final class LinkedClientProtocol implements ClientProtocol {
    private static final int WINDOW_MILLIS = 60_000;
    private static final int PAUSE_MAX_MILLIS = 2000;

    private final Site site;
    private final NameNodeLink link;
    private final String host;
    private final byte[] clientId = new byte[16];
    private int callNumber;

    LinkedClientProtocol(Site site, String host) {
        this.site = site;
        this.link = new NameNodeLink(site, host);
        this.host = host;
        site.kernel().random().nextBytes(clientId);
    }

    private Caller caller(String user) {
        CallId call = CallId.newBuilder()
                .setClientId(ByteString.copyFrom(clientId))
                .setCallId(++callNumber)
                .build();
        return new Caller(user, Set.of("supergroup"), true, host, call);
    }

    private <R> R execute(String user, Command<R> command) throws IOException {
        Caller caller = caller(user);
        return repeat(command.auditName(), true, (nameNode, answer) -> nameNode.execute(caller, command, answer));
    }

    private <R> R query(String user, Query<R> query) throws IOException {
        Caller caller = new Caller(user, Set.of("supergroup"), true, host, null);
        return repeat(query.auditName(), false, (nameNode, answer) -> nameNode.query(caller, query, answer));
    }

    private <R> R repeat(String name, boolean changes, NameNodeLink.Request<R> request) throws IOException {
        long end = site.nowMillis() + WINDOW_MILLIS;
        boolean maybeDone = false;
        while (true) {
            IOException failure;
            try {
                return link.call(name, request);
            } catch (HdfsException refusal) {
                if (!NameNodeLink.isForLater(refusal)) {
                    throw refusal;
                }
                failure = refusal;
            } catch (NameNodeLink.UnansweredException lost) {
                maybeDone = true;
                failure = lost;
            } catch (IOException unreached) {
                failure = unreached;
            }
            if (site.nowMillis() >= end) {
                throw maybeDone && changes ? new OutcomeUnknownException(name + ": unknown", failure) : failure;
            }
            Fiber fiber = site.kernel().fiber();
            if (fiber != null) {
                fiber.sleepThrough(1 + site.kernel().random().nextInt(PAUSE_MAX_MILLIS));
            }
        }
    }

    private Create creating(CreateRequest request) throws HdfsException {
        return new Create(
                HdfsPath.parse(request.path()),
                request.permission(),
                request.clientName(),
                host,
                request.overwrite(),
                request.createParent(),
                request.replication(),
                request.blockSizeBytes());
    }

    @Override
    public FileStatus create(String user, CreateRequest request) throws IOException {
        return execute(user, creating(request));
    }

    @Override
    public CreatedFile createWithBlock(String user, CreateWithBlockRequest request) throws IOException {
        return execute(
                user,
                new CreateWithBlock(
                        creating(request.create()), request.favoredNodes(), AddBlockFlag.parse(request.flags())));
    }

    @Override
    public AppendedFile append(String user, AppendRequest request) throws IOException {
        return execute(
                user, new Append(HdfsPath.parse(request.path()), request.clientName(), host, request.newBlock()));
    }

    @Override
    public LocatedBlock addBlock(String user, AddBlockRequest request) throws IOException {
        return execute(
                user,
                new AddBlock(
                        HdfsPath.parse(request.path()),
                        request.fileId(),
                        request.clientName(),
                        request.previous(),
                        request.excludedNodes(),
                        request.favoredNodes(),
                        AddBlockFlag.parse(request.flags())));
    }

    @Override
    public void abandonBlock(String user, AbandonBlockRequest request) throws IOException {
        execute(
                user,
                new AbandonBlock(
                        HdfsPath.parse(request.path()), request.fileId(), request.clientName(), request.block()));
    }

    @Override
    public LocatedBlock updateBlockForPipeline(String user, UpdateBlockForPipelineRequest request) throws IOException {
        return execute(user, new UpdateBlockForPipeline(request.block(), request.clientName()));
    }

    @Override
    public void updatePipeline(String user, UpdatePipelineRequest request) throws IOException {
        execute(
                user,
                new UpdatePipeline(
                        request.clientName(),
                        request.oldBlock(),
                        request.newBlock(),
                        ReplicaPlace.of(request.datanodeUuids(), request.storageIds())));
    }

    @Override
    public LocatedBlock additionalDatanode(String user, AdditionalDatanodeRequest request) throws IOException {
        return query(
                user,
                new GetAdditionalDatanode(
                        HdfsPath.parse(request.path()),
                        request.fileId(),
                        request.clientName(),
                        request.block(),
                        ReplicaPlace.of(request.existingDatanodeUuids(), request.existingStorageIds()),
                        request.excludedNodes(),
                        request.count()));
    }

    @Override
    public void fsync(String user, FsyncRequest request) throws IOException {
        execute(
                user,
                new Fsync(HdfsPath.parse(request.path()), request.fileId(), request.clientName(), request.lastBlock()));
    }

    @Override
    public boolean complete(String user, CompleteRequest request) throws IOException {
        return execute(
                user,
                new Complete(HdfsPath.parse(request.path()), request.fileId(), request.clientName(), request.last()));
    }

    @Override
    public void renewLease(String user, String clientName) throws IOException {
        this.<Boolean>repeat(
                "renewLease",
                false,
                (nameNode, answer) -> nameNode.apply("renewLease", new RenewLease(clientName), answer));
    }

    @Override
    public boolean recoverLease(String user, RecoverLeaseRequest request) throws IOException {
        return execute(
                user,
                new RecoverLease(
                        HdfsPath.parse(request.path()), request.clientName(), Boolean.TRUE.equals(request.own())));
    }

    @Override
    public boolean truncate(String user, TruncateRequest request) throws IOException {
        return execute(
                user,
                new Truncate(HdfsPath.parse(request.path()), request.newLengthBytes(), request.clientName(), host));
    }

    @Override
    public void concat(String user, ConcatRequest request) throws IOException {
        List<HdfsPath> sources = new ArrayList<>();
        for (String source : request.sources()) {
            sources.add(HdfsPath.parse(source));
        }
        execute(user, new Concat(HdfsPath.parse(request.target()), sources));
    }

    @Override
    public void reportBadBlocks(String user, BadBlocksReport report) throws IOException {
        List<ReportBadBlocks.Replica> replicas = report.replicas().stream()
                .map(bad -> new ReportBadBlocks.Replica(bad.block().block(), bad.datanodeUuid()))
                .toList();
        this.<Integer>repeat(
                "reportBadBlocks",
                false,
                (nameNode, answer) ->
                        nameNode.apply("reportBadBlocks", new ReportBadBlocks(replicas, "a reader"), answer));
    }

    @Override
    public boolean mkdirs(String user, MkdirsRequest request) throws IOException {
        return execute(user, new Mkdirs(HdfsPath.parse(request.path()), request.permission(), request.createParent()));
    }

    @Override
    public boolean rename(String user, RenameRequest request) throws IOException {
        return execute(user, new Rename(HdfsPath.parse(request.source()), HdfsPath.parse(request.destination())));
    }

    @Override
    public boolean delete(String user, DeleteRequest request) throws IOException {
        return execute(user, new Delete(HdfsPath.parse(request.path()), request.recursive()));
    }

    @Override
    public FileStatus fileStatus(String user, String path) throws IOException {
        return query(user, new GetFileInfo(HdfsPath.parse(path)))
                .orElseThrow(() -> new HdfsException(ErrorCode.FILE_NOT_FOUND, "File does not exist: " + path));
    }

    @Override
    public boolean isFileClosed(String user, String path) throws IOException {
        return query(user, new IsFileClosed(HdfsPath.parse(path)));
    }

    @Override
    public LocatedBlocks blockLocations(String user, String path, long offset, long length) throws IOException {
        return query(user, new GetBlockLocations(HdfsPath.parse(path), offset, length, true));
    }

    // Not needed by what is simulated.

    private static UnsupportedOperationException notThere() {
        return new UnsupportedOperationException("not simulated");
    }

    @Override
    public void setPermission(String user, SetPermissionRequest request) {
        throw notThere();
    }

    @Override
    public void setOwner(String user, SetOwnerRequest request) {
        throw notThere();
    }

    @Override
    public void setTimes(String user, SetTimesRequest request) {
        throw notThere();
    }

    @Override
    public boolean setReplication(String user, SetReplicationRequest request) {
        throw notThere();
    }

    @Override
    public DirectoryListing listing(String user, String path, @Nullable String startAfter) {
        throw notThere();
    }

    @Override
    public ContentSummary contentSummary(String user, String path) {
        throw notThere();
    }

    @Override
    public OpenFiles openFiles(String user, String path, long after, boolean blockingDecommission) {
        throw notThere();
    }

    @Override
    public ServerDefaults serverDefaults(String user) {
        throw notThere();
    }
}
