package dev.cairnfs.namenode.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.app.RunningNameNode;
import dev.cairnfs.namenode.app.ScriptedDatanode;
import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code /api/v1}: routing, bodies, admin calls and the DataNode protocol. */
class ApiTest extends RunningNameNode {
    @Test
    void badBodiesAreRefused() {
        for (String bad : List.of(
                "",
                "{",
                "[]",
                "null",
                "\"x\"",
                "{\"path\":\"/x\",\"permission\":493}",
                "{\"path\":\"/x\",\"permission\":null,\"createParent\":true}",
                "{\"path\":null,\"permission\":493,\"createParent\":true}",
                "{\"permission\":493,\"createParent\":true}",
                "{\"path\":\"/x\",\"permission\":1.5,\"createParent\":true}",
                "{\"path\":\"/x\",\"permission\":\"493\",\"createParent\":true}",
                "{\"path\":\"/x\",\"permission\":99999999999,\"createParent\":true}",
                "{\"path\":\"/x\",\"permission\":493,\"createParent\":1}",
                "{\"path\":\"/x\",\"permission\":493,\"createParent\":true} trailing",
                "{\"path\":[[[[]]]],\"permission\":493,\"createParent\":true}",
                "[".repeat(100_000))) {
            Answer answer = post("/client/mkdirs", bad);
            assertThat(answer.error()).as(bad.length() > 100 ? "deep" : bad).isEqualTo("400 IllegalArgumentException");
            assertThat(answer.body()).doesNotContain("\tat ").doesNotContain("tools.jackson");
        }
        assertThat(post("/client/mkdirs", "{\"path\":\"/x/../y\",\"permission\":493,\"createParent\":true}")
                        .error())
                .isEqualTo("400 InvalidPathException");
        assertThat(post("/client/mkdirs", "{\"path\":\"/x\\u0000y\",\"permission\":493,\"createParent\":true}")
                        .error())
                .isEqualTo("400 InvalidPathException");
    }

    @Test
    void aBadBodyIsDescribedInTheCallersTerms() {
        String start = "{\"path\":\"/x\",\"createParent\":true,\"permission\":";
        assertThat(post("/client/mkdirs", start + "\"493\"}").message())
                .isEqualTo("The property permission must be an integer of 32 bits");
        assertThat(post("/client/mkdirs", start + "null}").message())
                .isEqualTo("The property permission must be an integer of 32 bits");
        assertThat(post("/client/mkdirs", start + "493,\"createParent\":\"x\"}").message())
                .isEqualTo("The property createParent must be true or false");
        assertThat(post("/client/mkdirs", "{\"permission\":493,\"createParent\":true}")
                        .message())
                .isEqualTo("The property path is missing");
        assertThat(post("/client/create-with-block", "{\"create\":{\"path\":[]},\"favoredNodes\":[],\"flags\":[]}")
                        .message())
                .isEqualTo("The property create.path must be a string");
        assertThat(post("/client/mkdirs", "{\"path\":").message()).startsWith("The body is not valid JSON at line 1");
        for (String bad : List.of("[]", "null", "\"x\"", start + "493} {}", start + "1.5}", start + "{}}", "{}")) {
            assertThat(post("/client/mkdirs", bad).message())
                    .as(bad)
                    .startsWith("The ")
                    .doesNotContain("Request", "dev.cairnfs", "Feature", "`");
        }
    }

    @Test
    void unknownPropertiesArePassedOver() {
        assertThat(post("/client/mkdirs", "{\"path\":\"/api\",\"permission\":493,\"createParent\":true,\"new\":{}}")
                        .body())
                .isEqualTo("{\"result\":true}");
        assertThat(get("/api/v1/client/status?path=/api&user.name=" + SUPERUSER)
                        .json()
                        .path("type")
                        .asString())
                .isEqualTo("DIRECTORY");
        assertThat(get("/api/v1/client/status?path=/none").error()).isEqualTo("404 FileNotFoundException");
        assertThat(get("/api/v1/client/status").error()).isEqualTo("400 IllegalArgumentException");
    }

    @Test
    void blocksWithIssuesAreListedForSuperusers() {
        ScriptedDatanode datanode = new ScriptedDatanode(this);
        datanode.register();
        long block = datanode.write("/issues/thin", 10).blockId();
        hdfs("PUT", "/issues/thin", "op=SETREPLICATION&replication=2");
        String under = "/api/v1/block-issues?kind=under-replicated";
        Answer answer = get(under + "&limit=1000&user.name=" + SUPERUSER);
        assertThat(answer.json().path("next").asInt()).isEqualTo(-1);
        assertThat(answer.body())
                .contains(
                        "{\"blockId\":" + block + ",\"path\":\"/issues/thin\",\"liveReplicas\":1,\"wantedReplicas\":2,"
                                + "\"corruptReplicas\":0,\"pendingReplicas\":0}");
        assertThat(get("/api/v1/block-issues?kind=corrupt&user.name=" + SUPERUSER)
                        .body())
                .isEqualTo("{\"blocks\":[],\"next\":-1}");
        assertThat(get(under + "&user.name=alice").error()).isEqualTo("403 AccessControlException");
        assertThat(get("/api/v1/block-issues?kind=odd&user.name=" + SUPERUSER).error())
                .isEqualTo("400 IllegalArgumentException");
    }

    @Test
    void negativeSizesInAHeartbeatAreRefused() {
        ScriptedDatanode datanode = new ScriptedDatanode(this);
        datanode.register();
        List<String> names =
                List.of("capacityBytes", "dfsUsedBytes", "remainingBytes", "blockPoolUsedBytes", "nonDfsUsedBytes");
        long[] before = capacity();
        for (String negative : names) {
            StringBuilder storage = new StringBuilder("{\"storageId\":\"").append(datanode.storageId);
            storage.append("\",\"storageType\":\"DISK\",\"failed\":false");
            names.forEach(
                    name -> storage.append(",\"").append(name).append("\":").append(name.equals(negative) ? -1 : 7));
            Answer answer = post(
                    "/datanodes/" + datanode.id.uuid() + "/heartbeat",
                    "{\"storages\":[" + storage + "}],\"xceivers\":0,\"failedVolumes\":0,\"slowPeers\":[]}");
            assertThat(answer.error()).as(answer.body()).isEqualTo("400 IllegalArgumentException");
            assertThat(answer.message()).isEqualTo("The DataNode's " + negative + " is out of range");
        }
        assertThat(capacity()).isEqualTo(before);
    }

    private long[] capacity() {
        var stats = get("/api/v1/stats?user.name=" + SUPERUSER).json();
        return new long[] {
            stats.path("capacityBytes").asLong(),
            stats.path("dfsUsedBytes").asLong(),
            stats.path("remainingBytes").asLong()
        };
    }

    @Test
    void largeBodiesAreNotRead() {
        Answer answer =
                send("POST", "/api/v1/client/mkdirs", HttpRequest.BodyPublishers.ofByteArray(new byte[(4 << 20) + 1]));
        assertThat(answer.error()).isEqualTo("400 IllegalArgumentException");
    }

    @Test
    void metadataCallsWork() {
        post("/client/mkdirs", "{\"path\":\"/m/a\",\"permission\":493,\"createParent\":true}");
        assertThat(post("/client/rename", "{\"source\":\"/m/a\",\"destination\":\"/m/b\",\"overwrite\":null}")
                        .body())
                .isEqualTo("{\"result\":true}");
        assertThat(post("/client/rename", "{\"source\":\"/m/a\",\"destination\":\"/m/b\"}")
                        .body())
                .isEqualTo("{\"result\":false}");
        assertThat(post("/client/rename", "{\"source\":\"/m/a\",\"destination\":\"/m/c\",\"overwrite\":false}")
                        .error())
                .isEqualTo("404 FileNotFoundException");
        assertThat(post("/client/set-permission", "{\"path\":\"/m/b\",\"permission\":448}")
                        .body())
                .isEqualTo("{}");
        assertThat(post("/client/set-owner", "{\"path\":\"/m/b\",\"owner\":\"alice\",\"group\":null}")
                        .body())
                .isEqualTo("{}");
        assertThat(post("/client/set-times", "{\"path\":\"/m/b\",\"modificationTimeMillis\":5,\"accessTimeMillis\":-1}")
                        .body())
                .isEqualTo("{}");
        assertThat(post("/client/set-replication", "{\"path\":\"/m/b\",\"replication\":2}")
                        .body())
                .isEqualTo("{\"result\":false}");
        var listing = get("/api/v1/client/listing?path=/m&startAfter=a&user.name=" + SUPERUSER)
                .json();
        assertThat(listing.at("/entries/0/name").asString()).isEqualTo("b");
        assertThat(listing.at("/entries/0/permission").asInt()).isEqualTo(0700);
        assertThat(listing.at("/entries/0/modificationTimeMillis").asLong()).isEqualTo(5);
        assertThat(get("/api/v1/client/content-summary?path=/m&user.name=" + SUPERUSER)
                        .json()
                        .path("directoryCount")
                        .asInt())
                .isEqualTo(2);
        assertThat(post("/client/delete", "{\"path\":\"/m\",\"recursive\":true}")
                        .body())
                .isEqualTo("{\"result\":true}");
    }

    @Test
    void aRepeatedCallIsCarriedOutOnce() {
        String body = "{\"path\":\"/once\",\"permission\":420,\"clientName\":\"once\",\"overwrite\":false,"
                + "\"createParent\":true,\"replication\":1,\"blockSizeBytes\":1048576}";
        String[] header = {"X-Cairn-Call", "00112233445566778899aabbccddeeff:7"};
        String path = "/api/v1/client/create?user.name=" + SUPERUSER;
        Answer first = send("POST", path, HttpRequest.BodyPublishers.ofString(body), header);
        Answer again = send("POST", path, HttpRequest.BodyPublishers.ofString(body), header);
        assertThat(first.status()).as(first.body()).isEqualTo(200);
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(again.json().path("fileId")).isEqualTo(first.json().path("fileId"));
    }

    @Test
    void aFileComesWithItsFirstBlock() {
        String create = "{\"path\":\"/with-block\",\"permission\":420,\"clientName\":\"w\",\"overwrite\":false,"
                + "\"createParent\":true,\"replication\":1,\"blockSizeBytes\":1048576}";
        ScriptedDatanode datanode = new ScriptedDatanode(this);
        datanode.register();
        Answer made = post("/client/create-with-block", "{\"create\":" + create + ",\"favoredNodes\":[],\"flags\":[]}");
        assertThat(made.status()).as(made.body()).isEqualTo(200);
        long file = made.json().at("/status/fileId").asLong();
        Answer asked = post(
                "/client/add-block",
                "{\"path\":\"/with-block\",\"fileId\":" + file
                        + ",\"clientName\":\"w\",\"previous\":null,\"excludedNodes\":[],\"favoredNodes\":[],\"flags\":[]}");
        assertThat(asked.json()).isEqualTo(made.json().path("firstBlock"));
        assertThat(post("/client/create-with-block", "{\"favoredNodes\":[],\"flags\":[]}")
                        .error())
                .isEqualTo("400 IllegalArgumentException");
    }

    @Test
    void datanodesRegisterAndReport() {
        ScriptedDatanode datanode = new ScriptedDatanode(this);
        assertThat(post(
                                "/datanodes/unknown/heartbeat",
                                "{\"storages\":[],\"xceivers\":0,\"failedVolumes\":0,\"slowPeers\":[]}")
                        .json()
                        .at("/commands/0/action")
                        .asString())
                .isEqualTo("REGISTER");
        datanode.register();
        assertThat(get("/api/v1/datanodes").body())
                .contains("\"uuid\":\"scripted\"")
                .contains("\"state\":\"LIVE\"");
        Answer garbage = send(
                "POST",
                "/api/v1/datanodes/scripted/block-report?sequence=9&storageId=" + datanode.storageId,
                HttpRequest.BodyPublishers.ofString("garbage"));
        assertThat(garbage.error()).isEqualTo("400 IllegalArgumentException");
        assertThat(send(
                                "POST",
                                "/api/v1/datanodes/nobody/incremental-block-report?sequence=1",
                                HttpRequest.BodyPublishers.ofString("{\"changes\":[]}"))
                        .error())
                .isEqualTo("403 UnregisteredNodeException");
        assertThat(post("/datanodes/scripted/error", "{\"kind\":\"NOTIFY\",\"message\":\"hello\\nthere\"}")
                        .body())
                .isEqualTo("{}");
        assertThat(post("/datanodes/scripted/error", "{\"kind\":\"WHAT\",\"message\":\"x\"}")
                        .error())
                .isEqualTo("400 IllegalArgumentException");
        assertThat(post(
                                "/datanodes/scripted/heartbeat",
                                "{\"storages\":[],\"xceivers\":-1,\"failedVolumes\":0,\"slowPeers\":[]}")
                        .error())
                .isEqualTo("400 IllegalArgumentException");
        String sound = ScriptedDatanodeJson.registrationOfAnotherCluster();
        assertThat(post("/datanodes?sequence=9", sound.replace("\"httpPort\":2", "\"httpPort\":65536"))
                        .error())
                .isEqualTo("400 IllegalArgumentException");
        assertThat(post("/datanodes?sequence=9", sound.replace("127.0.0.1", "evil/path?"))
                        .error())
                .isEqualTo("400 IllegalArgumentException");
        assertThat(post(
                                "/client/report-bad-blocks",
                                "{\"replicas\":[{\"block\":{\"poolId\":\"BP-other\",\"block\":{\"blockId\":1,"
                                        + "\"generationStamp\":1,\"numBytes\":1}},\"datanodeUuid\":\"u\","
                                        + "\"storageId\":\"s\"}]}")
                        .error())
                .isEqualTo("403 IOException");
        String other = ScriptedDatanodeJson.registrationOfAnotherCluster();
        assertThat(post("/datanodes?sequence=9", other).error()).startsWith("403 ");
    }

    /** A DataNode that belongs elsewhere. */
    private static final class ScriptedDatanodeJson {
        static String registrationOfAnotherCluster() {
            return "{\"id\":{\"uuid\":\"u\",\"host\":\"127.0.0.1\",\"transferPort\":1,\"httpPort\":2},"
                    + "\"namespaceId\":12345,\"clusterId\":\"CID-other\",\"blockPoolId\":\"BP-other\","
                    + "\"softwareVersion\":\"x\",\"rack\":\"\",\"storages\":[]}";
        }
    }

    @Test
    void adminCallsNeedASuperuser() {
        assertThat(call("POST", "/api/v1/checkpoint?user.name=alice").error()).isEqualTo("403 AccessControlException");
        assertThat(call("POST", "/api/v1/safe-mode?action=enter&user.name=alice")
                        .error())
                .isEqualTo("403 AccessControlException");
        assertThat(post("/safe-mode?action=sleep", "").error()).isEqualTo("400 IllegalArgumentException");
        assertThat(post("/checkpoint", "").json().path("transactionId").asLong(-1))
                .isGreaterThanOrEqualTo(0);
        assertThat(get("/api/v1/journal").json().path("checkpointTimeMillis").asLong())
                .isPositive();
    }

    @Test
    void safeModeIsEnteredAndLeft() {
        try {
            assertThat(post("/safe-mode?action=enter", "").json().path("on").asBoolean())
                    .isTrue();
            Answer refused = hdfs("PUT", "/in-safe-mode", "op=MKDIRS");
            assertThat(refused.error()).isEqualTo("403 SafeModeException");
            assertThat(get("/actuator/health/writable").status()).isEqualTo(503);
            assertThat(get("/actuator/health/readiness").status()).isEqualTo(200);
            assertThat(get("/actuator/health/liveness").status()).isEqualTo(200);
        } finally {
            assertThat(post("/safe-mode?action=leave", "").json().path("on").asBoolean())
                    .isFalse();
        }
        assertThat(hdfs("PUT", "/after-safe-mode", "op=MKDIRS").status()).isEqualTo(200);
        assertThat(get("/actuator/health/writable").status()).isEqualTo(200);
    }

    @Test
    void theDescriptionIsServed() {
        Answer yaml = get("/api/v1/openapi.yaml");
        assertThat(yaml.status()).isEqualTo(200);
        assertThat(yaml.body()).startsWith("openapi: 3.1.0");
        assertThat(get("/api/v1/openapi.json").json().path("openapi").asString())
                .isEqualTo("3.1.0");
        assertThat(get("/api/v1/").header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(get("/api/none").error()).isEqualTo("404 FileNotFoundException");
        assertThat(get("/api/v1/none").error()).isEqualTo("404 FileNotFoundException");
        assertThat(get("/api/%761/none").error()).isEqualTo("404 FileNotFoundException");
        assertThat(get("/api/v1/explorer.js").status()).isEqualTo(200);
        assertThat(get("/api/v1/../../etc/passwd").status()).isGreaterThanOrEqualTo(400);
    }

    @Test
    void everyDescribedCallIsThereAndNoOther() {
        var described = new java.util.TreeSet<String>();
        get("/api/v1/openapi.json")
                .json()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method -> described.add(method.toUpperCase(java.util.Locale.ROOT) + " "
                                + path.getKey().substring(1).replaceAll("\\{[^}]*}", "*"))));
        var served = new java.util.TreeSet<String>();
        for (ApiGroup group : List.of(
                new AdminApi(),
                new ClientApi(),
                new LeasesApi(java.time.Duration.ofSeconds(60), java.time.Duration.ofMinutes(20)),
                new PipelineApi(),
                new DatanodeApi(java.time.Duration.ofSeconds(3), java.time.Duration.ofHours(6)))) {
            group.routes().forEach(route -> served.add(route.method() + " " + route.path()));
        }
        assertThat(served).isEqualTo(described);
    }
}
