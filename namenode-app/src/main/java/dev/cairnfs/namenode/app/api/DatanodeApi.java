package dev.cairnfs.namenode.app.api;

import dev.cairnfs.api.CommitBlockSynchronizationRequest;
import dev.cairnfs.api.DatanodeErrorReport;
import dev.cairnfs.api.HeartbeatRequest;
import dev.cairnfs.api.HeartbeatResponse;
import dev.cairnfs.api.IncrementalBlockReport;
import dev.cairnfs.api.RegisterDatanodeRequest;
import dev.cairnfs.api.RegisterDatanodeResponse;
import dev.cairnfs.namenode.blocks.DatanodeRegistration;
import dev.cairnfs.namenode.blocks.ReplicaPlace;
import dev.cairnfs.namenode.command.CommitBlockSynchronization;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.DatanodeCommand;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.wire.BlockReportCodec;
import dev.cairnfs.shared.wire.PackedBlockReport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The DataNode protocol (SPEC P3). */
public final class DatanodeApi extends ApiGroup {
    private static final Logger LOG = LoggerFactory.getLogger(DatanodeApi.class);
    /** Enough for more than ten million replicas on one storage. */
    private static final int REPORT_BYTES_MAX = 64 << 20;
    /** Of all reports under way together. */
    private static final long REPORTS_BYTES_MAX = 256L << 20;

    private static final Set<String> ERROR_KINDS = Set.of("NOTIFY", "DISK_ERROR", "INVALID_BLOCK", "FATAL_DISK_ERROR");
    private static final int MESSAGE_LENGTH_MAX = 1000;

    private final BodyReader<RegisterDatanodeRequest> register = new BodyReader<>(RegisterDatanodeRequest.class);
    private final BodyReader<HeartbeatRequest> heartbeat = new BodyReader<>(HeartbeatRequest.class);
    private final BodyReader<IncrementalBlockReport> incremental = new BodyReader<>(IncrementalBlockReport.class);
    private final BodyReader<CommitBlockSynchronizationRequest> synchronization =
            new BodyReader<>(CommitBlockSynchronizationRequest.class);
    private final BodyReader<DatanodeErrorReport> error = new BodyReader<>(DatanodeErrorReport.class);
    private final ReportMemory reports = new ReportMemory(REPORTS_BYTES_MAX, REPORT_BYTES_MAX);
    private final Duration heartbeatInterval;
    private final Duration blockReportInterval;

    /** Takes what DataNodes are told when they register. */
    public DatanodeApi(Duration heartbeatInterval, Duration blockReportInterval) {
        this.heartbeatInterval = heartbeatInterval;
        this.blockReportInterval = blockReportInterval;
    }

    @Override
    List<Route> routes() {
        return List.of(
                Route.post("datanodes", "registerDatanode", this::register),
                Route.post("datanodes/*/heartbeat", "sendHeartbeat", this::heartbeat),
                Route.post("datanodes/*/block-report", "blockReport", this::blockReport),
                Route.post("datanodes/*/incremental-block-report", "blockReceivedAndDeleted", this::incrementalReport),
                Route.post(
                        "datanodes/*/commit-block-synchronization",
                        "commitBlockSynchronization",
                        this::commitBlockSynchronization),
                Route.post("datanodes/*/error", "errorReport", this::reportError));
    }

    private Object register(ApiRequest request) throws HdfsException, IOException {
        RegisterDatanodeRequest body = request.body(register);
        DatanodeNumbers.check(body.id());
        DatanodeNumbers.check(body.storages());
        DatanodeRegistration registration = new DatanodeRegistration(
                body.id(),
                body.namespaceId(),
                body.clusterId(),
                body.blockPoolId(),
                body.softwareVersion(),
                body.rack(),
                body.storages());
        NamespaceInfo namespace = request.nameNode().registerDatanode(registration, sequence(request));
        return new RegisterDatanodeResponse(namespace, heartbeatInterval.toMillis(), blockReportInterval.toMillis());
    }

    private Object heartbeat(ApiRequest request) throws HdfsException, IOException {
        HeartbeatRequest body = request.body(heartbeat);
        DatanodeNumbers.check(body.storages());
        DatanodeNumbers.notNegative(body.xceivers(), "xceivers");
        DatanodeNumbers.notNegative(body.failedVolumes(), "failedVolumes");
        String uuid = request.pathVariable();
        return request.nameNode().apply(soft -> {
            long now = soft.monotonicMillis();
            List<DatanodeCommand> commands =
                    soft.blocks().heartbeat(uuid, body.storages(), body.xceivers(), body.failedVolumes(), now);
            return new HeartbeatResponse(commands, soft.blocks().slowPeersReported(uuid, body.slowPeers(), now));
        });
    }

    private Object incrementalReport(ApiRequest request) throws HdfsException, IOException {
        IncrementalBlockReport body = request.body(incremental);
        long sequence = sequence(request);
        return request.nameNode().apply(soft -> {
            soft.blocks().incrementalReport(request.pathVariable(), sequence, body.changes(), soft.monotonicMillis());
            return Route.EMPTY;
        });
    }

    private Object blockReport(ApiRequest request) throws HdfsException, IOException {
        ReportMemory.Share room = reports.take(request.length());
        try {
            return applyReport(request);
        } finally {
            room.close();
        }
    }

    private static Object applyReport(ApiRequest request) throws HdfsException, IOException {
        String storageId = request.required("storageid");
        PackedBlockReport report = BlockReportCodec.decode(request.bytes(REPORT_BYTES_MAX));
        if (!report.storageId().equals(storageId)) {
            throw new HdfsException(
                    ErrorCode.ILLEGAL_ARGUMENT,
                    "The report is of the storage " + report.storageId() + ", not of " + storageId);
        }
        request.nameNode().apply(new FullReportEvent(request.pathVariable(), sequence(request), report));
        return Route.EMPTY;
    }

    /** The number that the DataNode gave its report. */
    private static long sequence(ApiRequest request) throws HdfsException {
        request.required("sequence");
        return request.number("sequence", 0);
    }

    private Object commitBlockSynchronization(ApiRequest request) throws HdfsException, IOException {
        CommitBlockSynchronizationRequest body = request.body(synchronization);
        request.execute(new CommitBlockSynchronization(
                body.block(),
                body.newGenerationStamp(),
                body.newLengthBytes(),
                body.closeFile(),
                body.deleteBlock(),
                ReplicaPlace.of(body.datanodeUuids(), body.storageIds())));
        return Route.EMPTY;
    }

    private Object reportError(ApiRequest request) throws HdfsException, IOException {
        DatanodeErrorReport body = request.body(error);
        if (!ERROR_KINDS.contains(body.kind())) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "Not a kind of error: " + body.kind());
        }
        String message = body.message().replaceAll("\\p{Cntrl}", "?");
        LOG.warn(
                "DataNode {} reports {}: {}",
                request.pathVariable().replaceAll("\\p{Cntrl}", "?"),
                body.kind(),
                message.substring(0, Math.min(message.length(), MESSAGE_LENGTH_MAX)));
        return Route.EMPTY;
    }
}
