package dev.cairnfs.datanode.app.namenode;

import dev.cairnfs.api.BadBlocksReport;
import dev.cairnfs.api.BadReplica;
import dev.cairnfs.api.CommitBlockSynchronizationRequest;
import dev.cairnfs.api.DatanodeErrorReport;
import dev.cairnfs.api.HeartbeatRequest;
import dev.cairnfs.api.HeartbeatResponse;
import dev.cairnfs.api.IncrementalBlockReport;
import dev.cairnfs.api.RegisterDatanodeRequest;
import dev.cairnfs.api.RegisterDatanodeResponse;
import dev.cairnfs.client.metadata.ApiTransport;
import dev.cairnfs.client.metadata.RefusalRetries;
import dev.cairnfs.client.metadata.TransportSettings;
import dev.cairnfs.datanode.namenode.NameNodePort;
import dev.cairnfs.shared.model.ReplicaChange;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@link NameNodePort} over {@code /api/v1}. The core repeats what fails; here only a stale connection is replaced. */
public final class HttpNameNodePort implements NameNodePort {
    /** A connection for each thread that talks: heartbeats, incremental reports, four recoveries; and two to spare. */
    public static final TransportSettings TRANSPORT = new TransportSettings(
            Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofMillis(500), 2, 8, RefusalRetries.NONE);

    private final ApiTransport transport;
    private final String asUser;

    /** Calls on behalf of the user that runs this DataNode. */
    public HttpNameNodePort(ApiTransport transport, String user) {
        this.transport = transport;
        this.asUser = "user.name=" + encode(user);
    }

    @Override
    public Registered register(long sequence, Registration registration) throws IOException {
        RegisterDatanodeRequest request = new RegisterDatanodeRequest(
                registration.id(),
                registration.namespaceId(),
                registration.clusterId(),
                registration.blockPoolId(),
                registration.softwareVersion(),
                registration.rack(),
                registration.storages());
        RegisterDatanodeResponse answer = transport.post(
                "/api/v1/datanodes?" + asUser + numbered(sequence), request, RegisterDatanodeResponse.class);
        return new Registered(answer.namespace(), answer.heartbeatIntervalMillis(), answer.blockReportIntervalMillis());
    }

    @Override
    public HeartbeatAnswer heartbeat(String datanodeUuid, Heartbeat heartbeat) throws IOException {
        HeartbeatRequest request = new HeartbeatRequest(
                heartbeat.storages(), heartbeat.xceivers(), heartbeat.failedVolumes(), heartbeat.slowPeers());
        HeartbeatResponse answer = transport.post(target(datanodeUuid, "heartbeat"), request, HeartbeatResponse.class);
        return new HeartbeatAnswer(answer.commands(), answer.slow());
    }

    @Override
    public void blockReport(String datanodeUuid, long sequence, String storageId, byte[] packed) throws IOException {
        String target = target(datanodeUuid, "block-report") + numbered(sequence) + "&storageId=" + encode(storageId);
        transport.postBytes(target, packed, packed.length, Map.class);
    }

    @Override
    public void incrementalReport(String datanodeUuid, long sequence, List<ReplicaChange> changes) throws IOException {
        String target = target(datanodeUuid, "incremental-block-report") + numbered(sequence);
        transport.post(target, new IncrementalBlockReport(changes), Map.class);
    }

    @Override
    public void reportBadBlocks(String datanodeUuid, List<BadBlock> blocks) throws IOException {
        List<BadReplica> replicas = blocks.stream()
                .map(bad -> new BadReplica(bad.block(), datanodeUuid, bad.storageId()))
                .toList();
        transport.post("/api/v1/client/report-bad-blocks?" + asUser, new BadBlocksReport(replicas), Map.class);
    }

    @Override
    public void reportError(String datanodeUuid, NodeError error) throws IOException {
        transport.post(
                target(datanodeUuid, "error"), new DatanodeErrorReport(error.kind(), error.message()), Map.class);
    }

    @Override
    public void commitBlockSynchronization(String datanodeUuid, BlockSynchronization outcome) throws IOException {
        CommitBlockSynchronizationRequest request = new CommitBlockSynchronizationRequest(
                outcome.block(),
                outcome.newGenerationStamp(),
                outcome.newLengthBytes(),
                true,
                outcome.deleteBlock(),
                outcome.datanodeUuids(),
                outcome.storageIds());
        transport.post(target(datanodeUuid, "commit-block-synchronization"), request, Map.class);
    }

    private String target(String datanodeUuid, String call) {
        return "/api/v1/datanodes/" + encode(datanodeUuid) + "/" + call + "?" + asUser;
    }

    private static String numbered(long sequence) {
        return "&sequence=" + sequence;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
