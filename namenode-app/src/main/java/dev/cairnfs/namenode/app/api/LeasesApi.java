package dev.cairnfs.namenode.app.api;

import dev.cairnfs.api.BooleanResponse;
import dev.cairnfs.api.FileLease;
import dev.cairnfs.api.LeaseDescription;
import dev.cairnfs.api.OpenFile;
import dev.cairnfs.api.OpenFiles;
import dev.cairnfs.api.RecoverLeaseRequest;
import dev.cairnfs.api.TruncateRequest;
import dev.cairnfs.namenode.command.GetLease;
import dev.cairnfs.namenode.command.ListLeases;
import dev.cairnfs.namenode.command.ListOpenFiles;
import dev.cairnfs.namenode.command.RecoverLease;
import dev.cairnfs.namenode.command.Truncate;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.LeaseInfo;
import dev.cairnfs.shared.path.HdfsPath;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who writes which file, and how a file is got back from a writer that is gone (SPEC L4). */
public final class LeasesApi extends ApiGroup {
    private final BodyReader<RecoverLeaseRequest> recoverLease = new BodyReader<>(RecoverLeaseRequest.class);
    private final BodyReader<TruncateRequest> truncate = new BodyReader<>(TruncateRequest.class);
    private final long softLimitMillis;
    private final long hardLimitMillis;

    /** Takes the limits of leases, which operators are shown. */
    public LeasesApi(Duration softLimit, Duration hardLimit) {
        this.softLimitMillis = softLimit.toMillis();
        this.hardLimitMillis = hardLimit.toMillis();
    }

    @Override
    List<Route> routes() {
        return List.of(
                Route.get("leases", "listLeases", this::leases),
                Route.get("lease", "getLease", this::lease),
                Route.get("open-files", "listOpenFiles", LeasesApi::openFiles),
                Route.post("client/recover-lease", "recoverLease", this::recoverLease),
                Route.post("client/truncate", "truncate", this::truncate));
    }

    private Object leases(ApiRequest request) throws HdfsException {
        return request.read(new ListLeases()).stream().map(this::described).toList();
    }

    private Object lease(ApiRequest request) throws HdfsException {
        return new FileLease(
                request.read(new GetLease(request.path())).map(this::described).orElse(null));
    }

    private LeaseDescription described(LeaseInfo lease) {
        return new LeaseDescription(
                lease.path(),
                lease.fileId(),
                lease.holder(),
                lease.clientMachine(),
                lease.ageMillis(),
                softLimitMillis,
                hardLimitMillis,
                lease.lastBlock());
    }

    private static Object openFiles(ApiRequest request) throws HdfsException {
        String path = request.optional("path");
        ListOpenFiles.Page page = request.nameNode()
                .queryLong(
                        request.caller(),
                        new ListOpenFiles(
                                request.number("after", 0),
                                HdfsPath.parse(path == null || path.isEmpty() ? "/" : path),
                                blockingDecommission(request.optional("kind"))));
        return new OpenFiles(
                page.files().stream()
                        .map(file -> new OpenFile(file.fileId(), file.path(), file.holder(), file.clientMachine()))
                        .toList(),
                page.hasMore());
    }

    private static boolean blockingDecommission(@Nullable String kind) throws HdfsException {
        return switch (kind == null ? "all" : kind) {
            case "all" -> false;
            case "blocking-decommission" -> true;
            default ->
                throw new HdfsException(
                        ErrorCode.ILLEGAL_ARGUMENT,
                        "The parameter kind must be all or blocking-decommission, not \"" + kind + "\"");
        };
    }

    private Object recoverLease(ApiRequest request) throws HdfsException, IOException {
        RecoverLeaseRequest body = request.body(recoverLease);
        return new BooleanResponse(request.execute(
                new RecoverLease(HdfsPath.parse(body.path()), body.clientName(), Boolean.TRUE.equals(body.own()))));
    }

    private Object truncate(ApiRequest request) throws HdfsException, IOException {
        TruncateRequest body = request.body(truncate);
        return new BooleanResponse(request.execute(new Truncate(
                HdfsPath.parse(body.path()),
                body.newLengthBytes(),
                body.clientName(),
                request.caller().remoteAddress())));
    }
}
