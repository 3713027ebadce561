package dev.cairnfs.namenode.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.api.HeartbeatRequest;
import dev.cairnfs.api.IncrementalBlockReport;
import dev.cairnfs.api.RegisterDatanodeRequest;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.model.StorageInfo;
import dev.cairnfs.shared.wire.BlockReportCodec;
import dev.cairnfs.shared.wire.ReportedReplica;
import java.net.http.HttpRequest;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** The one DataNode of these tests: it has no data, and says what a test wants it to say. */
public final class ScriptedDatanode {
    public final DatanodeId id;
    public final String storageId;
    private final RunningNameNode nameNode;

    public ScriptedDatanode(RunningNameNode nameNode) {
        this.nameNode = nameNode;
        this.id = new DatanodeId("scripted", "127.0.0.1", 19866, 19864);
        this.storageId = "DS-scripted";
    }

    private List<StorageInfo> storages() {
        return List.of(new StorageInfo(storageId, "DISK", false, 1L << 40, 0, 1L << 40, 0, 0));
    }

    public void register() {
        RunningNameNode.Answer answer =
                nameNode.post("/datanodes", json(new RegisterDatanodeRequest(id, 0, "", "", "test", "", storages())));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("heartbeatIntervalMillis").asLong()).isEqualTo(3000);
        heartbeat();
    }

    public RunningNameNode.Answer heartbeat() {
        RunningNameNode.Answer answer =
                nameNode.post("/datanodes/" + id.uuid() + "/heartbeat", json(new HeartbeatRequest(storages(), 0, 0)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    public void report(List<ReportedReplica> replicas) {
        RunningNameNode.Answer answer = nameNode.send(
                "POST",
                "/api/v1/datanodes/" + id.uuid() + "/block-report?storageId=" + storageId,
                HttpRequest.BodyPublishers.ofByteArray(BlockReportCodec.encode(storageId, replicas)));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    public void received(Block block) {
        RunningNameNode.Answer answer = nameNode.post(
                "/datanodes/" + id.uuid() + "/incremental-block-report",
                json(new IncrementalBlockReport(
                        List.of(new ReplicaChange(storageId, block, ReplicaChange.Kind.RECEIVED)))));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    static String json(Object value) {
        return JsonMapper.shared().writeValueAsString(value);
    }
}
