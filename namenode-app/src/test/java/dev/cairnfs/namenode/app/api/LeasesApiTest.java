package dev.cairnfs.namenode.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.app.RunningNameNode;
import dev.cairnfs.namenode.app.ScriptedDatanode;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** A file is got back from its writer, over the API. */
// A NameNode of its own: what the DataNode reports here would take away other tests' replicas.
@TestPropertySource(properties = "cairn.namenode.rpc-port=8023")
class LeasesApiTest extends RunningNameNode {
    private static String synchronization(ScriptedDatanode datanode, ScriptedDatanode.Opened opened, long id) {
        Block block = opened.block().block();
        return "{\"block\":{\"poolId\":\"" + opened.block().poolId() + "\",\"block\":{\"blockId\":" + block.blockId()
                + ",\"generationStamp\":" + block.generationStamp() + ",\"numBytes\":0}},\"newGenerationStamp\":" + id
                + ",\"newLengthBytes\":77,\"closeFile\":true,\"deleteBlock\":false,\"datanodeUuids\":[\""
                + datanode.id.uuid() + "\"],\"storageIds\":[\"" + datanode.storageId + "\"]}";
    }

    private JsonNode lease(String path) {
        for (JsonNode lease : get("/api/v1/leases?user.name=" + SUPERUSER).json()) {
            if (lease.path("path").asString().equals(path)) {
                return lease;
            }
        }
        throw new AssertionError("no lease of " + path);
    }

    @Test
    void aLastBlockIsRecoveredAndItsFileClosed() {
        ScriptedDatanode datanode = new ScriptedDatanode(this);
        datanode.register();
        datanode.report(List.of());
        ScriptedDatanode.Opened opened = datanode.open("/leases/a");
        JsonNode before = lease("/leases/a");
        assertThat(before.path("holder").asString()).isEqualTo("writer");
        assertThat(before.path("softLimitMillis").asLong()).isPositive();
        assertThat(before.path("hardLimitMillis").asLong())
                .isGreaterThanOrEqualTo(before.path("softLimitMillis").asLong());
        assertThat(before.at("/lastBlock/state").asString()).isEqualTo("UNDER_CONSTRUCTION");

        String open = "/api/v1/open-files?path=/leases";
        assertThat(get(open + "&user.name=" + SUPERUSER).body())
                .isEqualTo("{\"files\":[{\"fileId\":" + opened.fileId() + ",\"path\":\"/leases/a\",\"clientName\":"
                        + "\"writer\",\"clientMachine\":\"127.0.0.1\"}],\"hasMore\":false}");
        assertThat(get(open + "&kind=blocking-decommission&user.name=" + SUPERUSER)
                        .body())
                .isEqualTo("{\"files\":[],\"hasMore\":false}");
        assertThat(get(open + "&kind=odd&user.name=" + SUPERUSER).error()).isEqualTo("400 IllegalArgumentException");
        assertThat(get(open + "&user.name=alice").error()).isEqualTo("403 AccessControlException");

        String recover = "{\"path\":\"/leases/a\",\"clientName\":\"other\"}";
        String givenUp =
                "{\"path\":\"/.reserved/.inodes/" + opened.fileId() + "\",\"clientName\":\"other\",\"own\":true}";
        assertThat(post("/client/recover-lease", givenUp).body())
                .as("another's")
                .isEqualTo("{\"result\":false}");
        assertThat(lease("/leases/a").path("holder").asString()).isEqualTo("writer");
        assertThat(post("/client/recover-lease", recover).body()).isEqualTo("{\"result\":false}");
        JsonNode order = datanode.heartbeat().json().at("/commands/0");
        assertThat(order.path("action").asString()).isEqualTo("RECOVER_BLOCK");
        assertThat(order.at("/recoveries/0/block/blockId").asLong())
                .isEqualTo(opened.block().block().blockId());
        assertThat(order.at("/recoveries/0/locations/0/datanode/uuid").asString())
                .isEqualTo(datanode.id.uuid());
        long id = order.at("/recoveries/0/newGenerationStamp").asLong();
        JsonNode recovery = lease("/leases/a").path("lastBlock");
        assertThat(recovery.path("state").asString()).isEqualTo("UNDER_RECOVERY");
        assertThat(recovery.at("/recovery/recoveryId").asLong()).isEqualTo(id);
        assertThat(recovery.at("/recovery/primary").asString()).isEqualTo(datanode.id.transferAddress());

        String call = "/datanodes/" + datanode.id.uuid() + "/commit-block-synchronization";
        Answer wrong = post(call, synchronization(datanode, opened, id - 1));
        assertThat(wrong.error()).isEqualTo("403 IOException");
        assertThat(wrong.message())
                .startsWith("The recovery id " + (id - 1) + " does not match current recovery id " + id);
        assertThat(post(
                                call,
                                synchronization(datanode, opened, id)
                                        .replace("\"storageIds\":[", "\"storageIds\":[\"x\","))
                        .error())
                .isEqualTo("400 HadoopIllegalArgumentException");
        assertThat(post(call, synchronization(datanode, opened, id)).body()).isEqualTo("{}");
        assertThat(post("/client/recover-lease", recover).body()).isEqualTo("{\"result\":true}");
        assertThat(get("/api/v1/client/status?path=/leases/a")
                        .json()
                        .path("length")
                        .asLong())
                .isEqualTo(77);
    }

    @Test
    void theLeaseOfOneFileIsTold() {
        ScriptedDatanode datanode = new ScriptedDatanode(this);
        datanode.register();
        datanode.report(List.of());
        hdfs("PUT", "/one", "op=MKDIRS&permission=755");
        datanode.open("/one/open");
        JsonNode own = get("/api/v1/lease?path=/one/open&user.name=" + SUPERUSER)
                .json()
                .path("lease");
        assertThat(own.path("holder").asString()).isEqualTo("writer");
        assertThat(own.path("fileId")).isEqualTo(lease("/one/open").path("fileId"));
        assertThat(own.path("softLimitMillis").asLong()).isPositive();
        assertThat(own.at("/lastBlock/state").asString()).isEqualTo("UNDER_CONSTRUCTION");
        JsonNode others =
                get("/api/v1/lease?path=/one/open&user.name=alice").json().path("lease");
        assertThat(others.path("path").asString()).isEqualTo("/one/open");
        assertThat(others.path("holder").asString()).isEmpty();
        assertThat(others.path("clientMachine").asString()).isEmpty();

        datanode.write("/one/closed", 10);
        assertThat(get("/api/v1/lease?path=/one/closed").body()).isEqualTo("{\"lease\":null}");
        assertThat(get("/api/v1/lease?path=/one/none").error()).isEqualTo("404 FileNotFoundException");
        assertThat(get("/api/v1/lease?path=/one").error()).isEqualTo("404 FileNotFoundException");
        assertThat(get("/api/v1/lease?path=one").error()).isEqualTo("400 InvalidPathException");
        assertThat(get("/api/v1/lease").error()).isEqualTo("400 IllegalArgumentException");
        hdfs("PUT", "/one", "op=SETPERMISSION&permission=700");
        assertThat(get("/api/v1/lease?path=/one/open&user.name=alice").error()).isEqualTo("403 AccessControlException");
    }

    @Test
    void aFileIsTruncated() {
        ScriptedDatanode datanode = new ScriptedDatanode(this);
        datanode.register();
        datanode.report(List.of());
        Block block = datanode.write("/leases/cut", 100);
        assertThat(hdfs("POST", "/leases/cut", "op=TRUNCATE&newlength=100").body())
                .isEqualTo("{\"boolean\":true}");
        assertThat(hdfs("POST", "/leases/cut", "op=TRUNCATE&newlength=101").error())
                .isEqualTo("400 HadoopIllegalArgumentException");
        String truncate = "{\"path\":\"/leases/cut\",\"newLengthBytes\":40,\"clientName\":\"c\"}";
        assertThat(post("/client/truncate", truncate).body()).isEqualTo("{\"result\":false}");
        assertThat(hdfs("POST", "/leases/cut", "op=TRUNCATE&newlength=40").body())
                .as("the same once more")
                .isEqualTo("{\"boolean\":false}");
        JsonNode order = datanode.heartbeat().json().at("/commands/0/recoveries/0");
        long id = order.path("newGenerationStamp").asLong();
        assertThat(order.at("/truncated/blockId").asLong()).isEqualTo(block.blockId());
        assertThat(order.at("/truncated/generationStamp").asLong()).isEqualTo(id);
        assertThat(order.at("/truncated/numBytes").asLong()).isEqualTo(40);
        String pool = get("/api/v1/namespace?user.name=" + SUPERUSER)
                .json()
                .path("blockPoolId")
                .asString();
        ScriptedDatanode.Opened cut = new ScriptedDatanode.Opened(0, new ExtendedBlock(pool, block));
        String call = "/datanodes/" + datanode.id.uuid() + "/commit-block-synchronization";
        assertThat(post(call, synchronization(datanode, cut, id)).error()).isEqualTo("403 IOException");
        assertThat(post(call, synchronization(datanode, cut, id).replace(":77,", ":40,"))
                        .body())
                .isEqualTo("{}");
        assertThat(hdfs("POST", "/leases/cut", "op=TRUNCATE&newlength=40").body())
                .isEqualTo("{\"boolean\":true}");
        assertThat(hdfs("POST", "/leases/cut", "op=TRUNCATE&newlength=0").body())
                .isEqualTo("{\"boolean\":true}");
    }
}
