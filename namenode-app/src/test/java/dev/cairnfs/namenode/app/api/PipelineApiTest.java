package dev.cairnfs.namenode.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.app.RunningNameNode;
import dev.cairnfs.namenode.app.ScriptedDatanode;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.SlowPeer;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** The calls of a writer that goes on, as they travel. */
// A NameNode of its own: more DataNodes would change what other tests see.
@TestPropertySource(properties = "cairn.namenode.rpc-port=8022")
class PipelineApiTest extends RunningNameNode {
    private final ScriptedDatanode datanode = new ScriptedDatanode(this);
    private Block written = new Block(0, 0, 0);

    @BeforeEach
    void writeAFile() {
        datanode.register();
        written = datanode.write("/pipeline/f", 1000);
    }

    private static String block(JsonNode located, long stamp, long bytes) {
        return "{\"poolId\":\"" + located.at("/block/poolId").asString() + "\",\"block\":{\"blockId\":"
                + located.at("/block/block/blockId").asLong() + ",\"generationStamp\":" + stamp + ",\"numBytes\":"
                + bytes + "}}";
    }

    private Answer ok(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    @Test
    void aFileIsAppendedToThroughANewPipeline() {
        String append = "{\"path\":\"/pipeline/f\",\"clientName\":\"w2\",\"newBlock\":false}";
        JsonNode appended = ok(post("/client/append", append)).json();
        long file = appended.at("/status/fileId").asLong();
        JsonNode last = appended.path("lastBlock");
        assertThat(last.at("/block/block/numBytes").asLong()).isEqualTo(1000);
        assertThat(last.at("/locations/0/datanode/uuid").asString()).isEqualTo(datanode.id.uuid());
        assertThat(post("/client/append", append).error()).isEqualTo("403 AlreadyBeingCreatedException");

        String old = block(last, written.generationStamp(), 1000);
        JsonNode renewed = ok(post(
                        "/client/update-block-for-pipeline", "{\"block\":" + old + ",\"clientName\":\"w2\"}"))
                .json();
        long stamp = renewed.at("/block/block/generationStamp").asLong();
        assertThat(stamp).isGreaterThan(written.generationStamp());

        JsonNode more = ok(post(
                        "/client/additional-datanode",
                        "{\"path\":\"/pipeline/f\",\"fileId\":" + file + ",\"clientName\":\"w2\",\"block\":" + old
                                + ",\"existingDatanodeUuids\":[\"scripted\"],\"existingStorageIds\":[\""
                                + datanode.storageId + "\"],\"excludedNodes\":[],\"count\":1}"))
                .json();
        assertThat(more.at("/locations/0/datanode/uuid").asString()).isEqualTo("scripted");

        String update = "{\"clientName\":\"w2\",\"oldBlock\":" + old + ",\"newBlock\":" + block(last, stamp, 1000)
                + ",\"datanodeUuids\":[\"scripted\"],\"storageIds\":[";
        assertThat(post("/client/update-pipeline", update + "]}").error())
                .isEqualTo("400 HadoopIllegalArgumentException");
        ok(post("/client/update-pipeline", update + "\"" + datanode.storageId + "\"]}"));
        assertThat(post("/client/update-pipeline", update + "\"" + datanode.storageId + "\"]}")
                        .error())
                .isEqualTo("403 IOException");

        ok(post(
                "/client/fsync",
                "{\"path\":\"/pipeline/f\",\"fileId\":" + file + ",\"clientName\":\"w2\",\"lastBlock\":"
                        + block(last, stamp, 1100) + "}"));
        assertThat(hdfs("GET", "/pipeline/f", "op=GETFILESTATUS")
                        .json()
                        .at("/FileStatus/length")
                        .asLong())
                .isEqualTo(1100);
        datanode.received(new Block(written.blockId(), stamp, 1200));
        assertThat(ok(post(
                                "/client/complete",
                                "{\"path\":\"/pipeline/f\",\"fileId\":" + file + ",\"clientName\":\"w2\",\"last\":"
                                        + block(last, stamp, 1200) + "}"))
                        .body())
                .isEqualTo("{\"result\":true}");
    }

    @Test
    void aNodeThatOthersFindSlowIsToldSo() {
        ScriptedDatanode first = new ScriptedDatanode(this, new DatanodeId("first", "127.0.0.1", 19966, 19964));
        ScriptedDatanode second = new ScriptedDatanode(this, new DatanodeId("second", "127.0.0.1", 19976, 19974));
        first.register();
        second.register();
        List<SlowPeer> slow = List.of(new SlowPeer(datanode.id.transferAddress(), 900_000));
        assertThat(first.heartbeat(slow).json().path("slow").asBoolean()).isFalse();
        assertThat(datanode.heartbeat().json().path("slow").asBoolean()).isFalse();
        second.heartbeat(slow);
        assertThat(datanode.heartbeat().json().path("slow").asBoolean()).isTrue();
    }

    @Test
    void anUnknownFlagIsRefused() {
        assertThat(post(
                                "/client/add-block",
                                "{\"path\":\"/pipeline/f\",\"fileId\":0,\"clientName\":\"w\",\"previous\":null,"
                                        + "\"excludedNodes\":[],\"favoredNodes\":[],\"flags\":[\"NO_WRITE\"]}")
                        .error())
                .isEqualTo("400 IllegalArgumentException");
    }

    @Test
    void filesAreJoined() {
        datanode.write("/pipeline/g", 5);
        ok(post("/client/concat", "{\"target\":\"/pipeline/f\",\"sources\":[\"/pipeline/g\"]}"));
        assertThat(post("/client/concat", "{\"target\":\"/pipeline/f\",\"sources\":[\"/pipeline/g\"]}")
                        .error())
                .isEqualTo("404 FileNotFoundException");
    }
}
