package dev.cairnfs.namenode.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.api.CompleteRequest;
import dev.cairnfs.api.HeartbeatRequest;
import dev.cairnfs.api.IncrementalBlockReport;
import dev.cairnfs.api.RegisterDatanodeRequest;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.SlowPeer;
import dev.cairnfs.shared.model.StorageInfo;
import dev.cairnfs.shared.wire.BlockReportCodec;
import dev.cairnfs.shared.wire.ReportedReplica;
import java.net.http.HttpRequest;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A DataNode of these tests: it has no data, and says what a test wants it to say. */
public final class ScriptedDatanode {
    public final DatanodeId id;
    public final String storageId;
    private final RunningNameNode nameNode;
    private long sequence;

    public ScriptedDatanode(RunningNameNode nameNode) {
        this(nameNode, new DatanodeId("scripted", "127.0.0.1", 19866, 19864));
    }

    public ScriptedDatanode(RunningNameNode nameNode, DatanodeId id) {
        this.nameNode = nameNode;
        this.id = id;
        this.storageId = "DS-" + id.uuid();
    }

    private List<StorageInfo> storages() {
        return List.of(new StorageInfo(storageId, "DISK", false, 1L << 40, 0, 1L << 40, 0, 0));
    }

    /** As one that is new: it asks for the namespace first. */
    public void register() {
        JsonNode namespace = register(0, "", "").path("namespace");
        JsonNode answer = register(
                namespace.path("namespaceId").asInt(),
                namespace.path("clusterId").asString(),
                namespace.path("blockPoolId").asString());
        assertThat(answer.path("heartbeatIntervalMillis").asLong()).isEqualTo(3000);
        heartbeat();
    }

    private JsonNode register(int namespaceId, String clusterId, String blockPoolId) {
        RunningNameNode.Answer answer = nameNode.post(
                "/datanodes?sequence=" + ++sequence,
                json(new RegisterDatanodeRequest(id, namespaceId, clusterId, blockPoolId, "test", "", storages())));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    public RunningNameNode.Answer heartbeat() {
        return heartbeat(List.of());
    }

    public RunningNameNode.Answer heartbeat(List<SlowPeer> slowPeers) {
        RunningNameNode.Answer answer = nameNode.post(
                "/datanodes/" + id.uuid() + "/heartbeat", json(new HeartbeatRequest(storages(), 0, 0, slowPeers)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    public void report(List<ReportedReplica> replicas) {
        RunningNameNode.Answer answer = nameNode.send(
                "POST",
                "/api/v1/datanodes/" + id.uuid() + "/block-report?sequence=" + ++sequence + "&storageId=" + storageId,
                HttpRequest.BodyPublishers.ofByteArray(BlockReportCodec.encode(storageId, replicas)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    public void received(Block block) {
        RunningNameNode.Answer answer = nameNode.post(
                "/datanodes/" + id.uuid() + "/incremental-block-report?sequence=" + ++sequence,
                json(new IncrementalBlockReport(
                        List.of(new ReplicaChange(storageId, block, ReplicaChange.Kind.RECEIVED)))));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    /** Writes a file of one block through the client protocol. */
    public Block write(String path, long length) {
        Opened opened = open(path);
        Block written = new Block(
                opened.block().block().blockId(), opened.block().block().generationStamp(), length);
        received(written);
        ExtendedBlock last = new ExtendedBlock(opened.block().poolId(), written);
        RunningNameNode.Answer completed =
                nameNode.post("/client/complete", json(new CompleteRequest(path, opened.fileId(), "writer", last)));
        assertThat(completed.body()).isEqualTo("{\"result\":true}");
        return written;
    }

    /** A file that is open for writing by the client {@code writer}, with its first block. */
    public record Opened(long fileId, ExtendedBlock block) {}

    /** Creates a file through the client protocol, and asks for its first block. */
    public Opened open(String path) {
        JsonNode file = nameNode.post(
                        "/client/create",
                        "{\"path\":\"" + path + "\",\"permission\":420,\"clientName\":\"writer\",\"overwrite\":true,"
                                + "\"createParent\":true,\"replication\":1,\"blockSizeBytes\":1048576}")
                .json();
        long fileId = file.path("fileId").asLong();
        assertThat(fileId).as(file.toString()).isPositive();
        JsonNode located = nameNode.post(
                        "/client/add-block",
                        "{\"path\":\"" + path + "\",\"fileId\":" + fileId + ",\"clientName\":\"writer\","
                                + "\"previous\":null,\"excludedNodes\":[],\"favoredNodes\":[],\"flags\":[]}")
                .json();
        JsonNode block = located.at("/block/block");
        return new Opened(
                fileId,
                new ExtendedBlock(
                        located.at("/block/poolId").asString(),
                        new Block(
                                block.path("blockId").asLong(),
                                block.path("generationStamp").asLong(),
                                0)));
    }

    static String json(Object value) {
        return JsonMapper.shared().writeValueAsString(value);
    }
}
