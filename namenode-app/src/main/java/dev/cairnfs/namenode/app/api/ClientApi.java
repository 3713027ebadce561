package dev.cairnfs.namenode.app.api;

import dev.cairnfs.api.AbandonBlockRequest;
import dev.cairnfs.api.AddBlockRequest;
import dev.cairnfs.api.BadBlocksReport;
import dev.cairnfs.api.BadReplica;
import dev.cairnfs.api.BooleanResponse;
import dev.cairnfs.api.CompleteRequest;
import dev.cairnfs.api.CreateRequest;
import dev.cairnfs.api.CreateWithBlockRequest;
import dev.cairnfs.api.DeleteRequest;
import dev.cairnfs.api.MkdirsRequest;
import dev.cairnfs.api.RenameRequest;
import dev.cairnfs.api.RenewLeaseRequest;
import dev.cairnfs.api.SetOwnerRequest;
import dev.cairnfs.api.SetPermissionRequest;
import dev.cairnfs.api.SetReplicationRequest;
import dev.cairnfs.api.SetTimesRequest;
import dev.cairnfs.namenode.blocks.AddBlockFlag;
import dev.cairnfs.namenode.command.AbandonBlock;
import dev.cairnfs.namenode.command.AddBlock;
import dev.cairnfs.namenode.command.CheckBadBlocks;
import dev.cairnfs.namenode.command.Complete;
import dev.cairnfs.namenode.command.Create;
import dev.cairnfs.namenode.command.CreateWithBlock;
import dev.cairnfs.namenode.command.Delete;
import dev.cairnfs.namenode.command.GetContentSummary;
import dev.cairnfs.namenode.command.GetFileInfo;
import dev.cairnfs.namenode.command.GetListing;
import dev.cairnfs.namenode.command.GetServerDefaults;
import dev.cairnfs.namenode.command.IsFileClosed;
import dev.cairnfs.namenode.command.Mkdirs;
import dev.cairnfs.namenode.command.Rename;
import dev.cairnfs.namenode.command.Rename2;
import dev.cairnfs.namenode.command.RenewLease;
import dev.cairnfs.namenode.command.ReportBadBlocks;
import dev.cairnfs.namenode.command.SetOwner;
import dev.cairnfs.namenode.command.SetPermission;
import dev.cairnfs.namenode.command.SetReplication;
import dev.cairnfs.namenode.command.SetTimes;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;
import java.io.IOException;
import java.util.List;

/** The client protocol (SPEC P1) over JSON: each call is one command or query. */
public final class ClientApi extends ApiGroup {
    private final BodyReader<MkdirsRequest> mkdirs = new BodyReader<>(MkdirsRequest.class);
    private final BodyReader<CreateRequest> create = new BodyReader<>(CreateRequest.class);
    private final BodyReader<CreateWithBlockRequest> createWithBlock = new BodyReader<>(CreateWithBlockRequest.class);
    private final BodyReader<AddBlockRequest> addBlock = new BodyReader<>(AddBlockRequest.class);
    private final BodyReader<AbandonBlockRequest> abandonBlock = new BodyReader<>(AbandonBlockRequest.class);
    private final BodyReader<CompleteRequest> complete = new BodyReader<>(CompleteRequest.class);
    private final BodyReader<RenewLeaseRequest> renewLease = new BodyReader<>(RenewLeaseRequest.class);
    private final BodyReader<BadBlocksReport> badBlocks = new BodyReader<>(BadBlocksReport.class);
    private final BodyReader<RenameRequest> rename = new BodyReader<>(RenameRequest.class);
    private final BodyReader<DeleteRequest> delete = new BodyReader<>(DeleteRequest.class);
    private final BodyReader<SetPermissionRequest> setPermission = new BodyReader<>(SetPermissionRequest.class);
    private final BodyReader<SetOwnerRequest> setOwner = new BodyReader<>(SetOwnerRequest.class);
    private final BodyReader<SetTimesRequest> setTimes = new BodyReader<>(SetTimesRequest.class);
    private final BodyReader<SetReplicationRequest> setReplication = new BodyReader<>(SetReplicationRequest.class);

    @Override
    List<Route> routes() {
        return List.of(
                Route.get(
                        "namespace",
                        "versionRequest",
                        request -> request.nameNode().namespaceInfo()),
                Route.get("server-defaults", "getServerDefaults", request -> request.read(new GetServerDefaults())),
                Route.get("block-locations", "getBlockLocations", ClientApi::blockLocations),
                Route.post("client/create", "create", this::create),
                Route.post("client/create-with-block", "createWithBlock", this::createWithBlock),
                Route.post("client/add-block", "addBlock", this::addBlock),
                Route.post("client/abandon-block", "abandonBlock", this::abandonBlock),
                Route.post("client/complete", "complete", this::complete),
                Route.post("client/renew-lease", "renewLease", this::renewLease),
                Route.post("client/report-bad-blocks", "reportBadBlocks", this::reportBadBlocks),
                Route.post("client/mkdirs", "mkdirs", this::mkdirs),
                Route.post("client/rename", "rename", this::rename),
                Route.post("client/delete", "delete", this::delete),
                Route.post("client/set-permission", "setPermission", this::setPermission),
                Route.post("client/set-owner", "setOwner", this::setOwner),
                Route.post("client/set-times", "setTimes", this::setTimes),
                Route.post("client/set-replication", "setReplication", this::setReplication),
                Route.get("client/status", "getFileInfo", ClientApi::status),
                Route.get("client/listing", "getListing", ClientApi::listing),
                Route.get(
                        "client/content-summary",
                        "getContentSummary",
                        request -> request.read(new GetContentSummary(request.path()))),
                Route.get(
                        "client/file-closed",
                        "isFileClosed",
                        request -> new BooleanResponse(request.read(new IsFileClosed(request.path())))));
    }

    private static Object blockLocations(ApiRequest request) throws HdfsException {
        return request.nameNode()
                .openForRead(
                        request.caller(),
                        request.path(),
                        request.number("offset", 0),
                        request.number("length", Long.MAX_VALUE));
    }

    private static Object status(ApiRequest request) throws HdfsException {
        HdfsPath path = request.path();
        return request.read(new GetFileInfo(path))
                .orElseThrow(() -> new HdfsException(ErrorCode.FILE_NOT_FOUND, "File does not exist: " + path));
    }

    private static Object listing(ApiRequest request) throws HdfsException {
        String startAfter = request.optional("startafter");
        return request.read(new GetListing(request.path(), startAfter == null ? "" : startAfter));
    }

    private Object create(ApiRequest request) throws HdfsException, IOException {
        return request.execute(creating(request, request.body(create)));
    }

    private Object createWithBlock(ApiRequest request) throws HdfsException, IOException {
        CreateWithBlockRequest body = request.body(createWithBlock);
        return request.execute(new CreateWithBlock(
                creating(request, body.create()), body.favoredNodes(), AddBlockFlag.parse(body.flags())));
    }

    private static Create creating(ApiRequest request, CreateRequest body) throws HdfsException {
        return new Create(
                HdfsPath.parse(body.path()),
                body.permission(),
                body.clientName(),
                request.caller().remoteAddress(),
                body.overwrite(),
                body.createParent(),
                body.replication(),
                body.blockSizeBytes());
    }

    private Object addBlock(ApiRequest request) throws HdfsException, IOException {
        AddBlockRequest body = request.body(addBlock);
        return request.execute(new AddBlock(
                HdfsPath.parse(body.path()),
                body.fileId(),
                body.clientName(),
                body.previous(),
                body.excludedNodes(),
                body.favoredNodes(),
                AddBlockFlag.parse(body.flags())));
    }

    private Object abandonBlock(ApiRequest request) throws HdfsException, IOException {
        AbandonBlockRequest body = request.body(abandonBlock);
        return answer(request.execute(
                new AbandonBlock(HdfsPath.parse(body.path()), body.fileId(), body.clientName(), body.block())));
    }

    private Object complete(ApiRequest request) throws HdfsException, IOException {
        CompleteRequest body = request.body(complete);
        return answer(request.execute(
                new Complete(HdfsPath.parse(body.path()), body.fileId(), body.clientName(), body.last())));
    }

    private Object renewLease(ApiRequest request) throws HdfsException, IOException {
        request.nameNode().apply(new RenewLease(request.body(renewLease).clientName()));
        return Route.EMPTY;
    }

    private Object reportBadBlocks(ApiRequest request) throws HdfsException, IOException {
        List<BadReplica> reported = request.body(badBlocks).replicas();
        request.read(new CheckBadBlocks(reported.stream().map(BadReplica::block).toList()));
        List<ReportBadBlocks.Replica> replicas = reported.stream()
                .map(bad -> new ReportBadBlocks.Replica(bad.block().block(), bad.datanodeUuid()))
                .toList();
        request.nameNode()
                .apply(new ReportBadBlocks(
                        replicas, "reported by " + request.caller().remoteAddress()));
        return Route.EMPTY;
    }

    private Object mkdirs(ApiRequest request) throws HdfsException, IOException {
        MkdirsRequest body = request.body(mkdirs);
        return answer(request.execute(new Mkdirs(HdfsPath.parse(body.path()), body.permission(), body.createParent())));
    }

    private Object rename(ApiRequest request) throws HdfsException, IOException {
        RenameRequest body = request.body(rename);
        HdfsPath source = HdfsPath.parse(body.source());
        HdfsPath destination = HdfsPath.parse(body.destination());
        Boolean overwrite = body.overwrite();
        if (overwrite == null) {
            return answer(request.execute(new Rename(source, destination)));
        }
        request.execute(new Rename2(source, destination, overwrite));
        return answer(true);
    }

    private Object delete(ApiRequest request) throws HdfsException, IOException {
        DeleteRequest body = request.body(delete);
        return answer(request.execute(new Delete(HdfsPath.parse(body.path()), body.recursive())));
    }

    private Object setPermission(ApiRequest request) throws HdfsException, IOException {
        SetPermissionRequest body = request.body(setPermission);
        request.execute(new SetPermission(HdfsPath.parse(body.path()), body.permission()));
        return Route.EMPTY;
    }

    private Object setOwner(ApiRequest request) throws HdfsException, IOException {
        SetOwnerRequest body = request.body(setOwner);
        request.execute(new SetOwner(HdfsPath.parse(body.path()), body.owner(), body.group()));
        return Route.EMPTY;
    }

    private Object setTimes(ApiRequest request) throws HdfsException, IOException {
        SetTimesRequest body = request.body(setTimes);
        request.execute(
                new SetTimes(HdfsPath.parse(body.path()), body.modificationTimeMillis(), body.accessTimeMillis()));
        return Route.EMPTY;
    }

    private Object setReplication(ApiRequest request) throws HdfsException, IOException {
        SetReplicationRequest body = request.body(setReplication);
        return answer(request.execute(new SetReplication(HdfsPath.parse(body.path()), body.replication())));
    }

    private static BooleanResponse answer(boolean result) {
        return new BooleanResponse(result);
    }
}
