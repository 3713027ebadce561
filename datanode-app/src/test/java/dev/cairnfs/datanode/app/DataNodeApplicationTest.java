package dev.cairnfs.datanode.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.api.CommitBlockSynchronizationRequest;
import dev.cairnfs.api.CreateWithBlockRequest;
import dev.cairnfs.client.CairnFileSystem;
import dev.cairnfs.client.CairnOutputStream;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockRecovery;
import dev.cairnfs.shared.model.DatanodeCommand;
import dev.cairnfs.shared.model.LocatedBlock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** The whole application with its real core, and a NameNode that is only pretended. */
@Timeout(120)
class DataNodeApplicationTest {
    @TempDir
    private static Path directory;

    private static FakeNameNodeServer nameNode;
    private static ServletWebServerApplicationContext context;
    private static int port;

    private final HttpClient http = HttpClient.newHttpClient();
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @BeforeAll
    static void start() throws Exception {
        nameNode = new FakeNameNodeServer();
        context = (ServletWebServerApplicationContext) new SpringApplicationBuilder(DataNodeApplication.class)
                .run(
                        "--server.port=0",
                        "--cairn.datanode.transfer-port=0",
                        "--cairn.datanode.name-node=" + nameNode.uri(),
                        "--cairn.datanode.data-dirs=" + directory);
        port = Objects.requireNonNull(context.getWebServer()).getPort();
        assertThat(nameNode.registered.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @AfterAll
    static void stop() {
        context.close();
        nameNode.close();
    }

    private byte[] content(int length) {
        System.out.println("seed " + seed);
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static URI uri(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + port + pathAndQuery);
    }

    private HttpResponse<byte[]> get(String pathAndQuery) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri(pathAndQuery)).build(), BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> put(String pathAndQuery, byte[] body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri(pathAndQuery))
                        .PUT(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    void whatIsPutComesBackWholeAndInRanges() throws Exception {
        byte[] content = content(2_500_000);
        HttpResponse<byte[]> created =
                put("/webhdfs/v1/a%20b?op=CREATE&user.name=alice&namenoderpcaddress=nn:8020&overwrite=true", content);
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(created.headers().firstValue("Location")).hasValue("hdfs://nn:8020/a%20b");
        assertThat(created.headers().firstValue("Content-Length")).hasValue("0");
        assertThat(created.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(nameNode.isComplete("/a b")).isTrue();
        assertThat(nameNode.creation("/a b").permission()).isEqualTo(0644);
        assertThat(nameNode.calls).contains("client/create-with-block alice");

        HttpResponse<byte[]> whole = get("/webhdfs/v1/a%20b?OP=OPEN&User.Name=alice");
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(whole.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(whole.body()).isEqualTo(content);
        HttpResponse<byte[]> range = get("/webhdfs/v1/a%20b?op=OPEN&offset=1000001&length=600000");
        assertThat(range.body()).isEqualTo(Arrays.copyOfRange(content, 1_000_001, 1_600_001));
        HttpResponse<byte[]> cut = get("/webhdfs/v1/a%20b?op=OPEN&offset=2499990&length=600000");
        assertThat(cut.body()).isEqualTo(Arrays.copyOfRange(content, 2_499_990, 2_500_000));
    }

    @Test
    void aBlockWhoseWriterIsToGoIsRecovered() throws Exception {
        byte[] content = content(300_000);
        CairnOutputStream out = context.getBean(CairnFileSystem.class).create("/left");
        out.write(content, 0, content.length);
        out.hflush();
        LocatedBlock last = nameNode.lastBlock("/left");
        Block block = last.block().block();
        long recoveryId = block.generationStamp() + 1;
        nameNode.commands.add(
                DatanodeCommand.recoverBlocks(List.of(new BlockRecovery(block, recoveryId, last.locations(), null))));
        assertThat(nameNode.recoveries.poll(30, TimeUnit.SECONDS))
                .isEqualTo(new CommitBlockSynchronizationRequest(
                        last.block(),
                        recoveryId,
                        content.length,
                        true,
                        false,
                        List.of(last.locations().get(0).datanode().uuid()),
                        List.of(last.locations().get(0).storageId())));
        // Its writer has lost the only DataNode that it had.
        assertThatThrownBy(() -> {
                    out.write(content, 0, content.length);
                    out.close();
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    void whatIsFlushedIsServedWhileTheFileIsBeingWritten() throws Exception {
        byte[] content = content(1_400_000);
        try (CairnOutputStream out = context.getBean(CairnFileSystem.class).create("/growing")) {
            int written = 0;
            for (int end : new int[] {700, 1_000_000, 1_200_001}) {
                out.write(content, written, end - written);
                out.hflush();
                written = end;
                assertThat(get("/webhdfs/v1/growing?op=OPEN").body()).isEqualTo(Arrays.copyOf(content, end));
                assertThat(get("/webhdfs/v1/growing?op=OPEN&offset=" + (end - 600) + "&length=555")
                                .body())
                        .isEqualTo(Arrays.copyOfRange(content, end - 600, end - 45));
            }
            assertThat(get("/webhdfs/v1/growing?op=OPEN&offset=1200001").statusCode())
                    .isEqualTo(403);
            assertThat(text(get("/webhdfs/v1/growing?op=GETFILECHECKSUM"))).contains("is under construction");
            out.write(content, written, content.length - written);
        }
        assertThat(get("/webhdfs/v1/growing?op=OPEN").body()).isEqualTo(content);
    }

    @Test
    void flagsOfACreationReachTheNameNode() throws Exception {
        String file = "/webhdfs/v1/flags?op=CREATE&createflag=";
        assertThat(put(file + "create,sync_block", new byte[10]).statusCode()).isEqualTo(201);
        assertThat(nameNode.creation("/flags").overwrite()).isFalse();
        CreateWithBlockRequest plain = nameNode.creationWithBlock();
        assertThat(plain.flags()).isEmpty();
        assertThat(plain.favoredNodes()).as("this node").hasSize(1);
        for (String flag : new String[] {"NO_LOCAL_WRITE", "IGNORE_CLIENT_LOCALITY", "NO_LOCAL_RACK"}) {
            assertThat(put(file + "CREATE,OVERWRITE," + flag, new byte[10]).statusCode())
                    .isEqualTo(201);
            assertThat(nameNode.creation("/flags").overwrite()).isTrue();
            CreateWithBlockRequest away = nameNode.creationWithBlock();
            assertThat(away.flags()).containsExactly(flag);
            assertThat(away.favoredNodes()).isEmpty();
        }
        String idle = "CREATE,LAZY_PERSIST,NEW_BLOCK,SHOULD_REPLICATE&overwrite=true";
        assertThat(put(file + idle, new byte[10]).statusCode()).isEqualTo(201);
        assertThat(get("/webhdfs/v1/flags?op=OPEN").body()).hasSize(10);
    }

    @Test
    void flagsThatDoNotFitAreRefusedAndCreateNothing() throws Exception {
        String none = "/webhdfs/v1/unflagged?op=CREATE&createflag=";
        HttpResponse<byte[]> unknown = put(none + "CREATE,", new byte[1]);
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(text(unknown))
                .contains("\"IllegalArgumentException\"", "No enum constant org.apache.hadoop.fs.CreateFlag.");
        HttpResponse<byte[]> both = put(none + "CREATE,APPEND&overwrite=true", new byte[1]);
        assertThat(both.statusCode()).isEqualTo(400);
        assertThat(text(both)).contains("\"HadoopIllegalArgumentException\"");
        for (String flags : new String[] {"OVERWRITE", "SYNC_BLOCK", "APPEND"}) {
            HttpResponse<byte[]> missing = put(none + flags, new byte[1]);
            assertThat(missing.statusCode()).as(flags).isEqualTo(404);
            assertThat(text(missing)).contains("\"FileNotFoundException\"", "Can't overwrite non-existent /unflagged");
        }
        assertThat(get("/webhdfs/v1/unflagged?op=OPEN").statusCode()).isEqualTo(404);
        assertThat(put(none + "CREATE", new byte[1]).statusCode()).isEqualTo(201);
        assertThat(put(none + "APPEND,CREATE", new byte[1]).statusCode()).isEqualTo(403);
        assertThat(put(none + "SYNC_BLOCK", new byte[1]).statusCode()).isEqualTo(403);
        assertThat(put(none + "OVERWRITE", new byte[2]).statusCode()).isEqualTo(201);
        assertThat(get("/webhdfs/v1/unflagged?op=OPEN").body()).hasSize(2);
    }

    private HttpResponse<byte[]> post(String pathAndQuery, byte[] body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri(pathAndQuery))
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    @Test
    void whatIsPostedIsAppended() throws Exception {
        byte[] content = content(1_500_000);
        assertThat(put("/webhdfs/v1/log?op=CREATE", Arrays.copyOf(content, 700)).statusCode())
                .isEqualTo(201);
        int written = 700;
        // Inside a chunk, over the end of the block, and with nothing.
        for (int end : new int[] {1000, 1_200_000, 1_200_000, content.length}) {
            HttpResponse<byte[]> appended =
                    post("/webhdfs/v1/log?op=APPEND&user.name=alice", Arrays.copyOfRange(content, written, end));
            assertThat(appended.statusCode()).as(text(appended)).isEqualTo(200);
            assertThat(appended.headers().firstValue("Content-Length")).hasValue("0");
            assertThat(nameNode.isComplete("/log")).isTrue();
            assertThat(get("/webhdfs/v1/log?op=OPEN").body()).isEqualTo(Arrays.copyOf(content, end));
            written = end;
        }
        assertThat(nameNode.calls).contains("client/append alice");
        HttpResponse<byte[]> missing = post("/webhdfs/v1/nothing?op=APPEND", new byte[1]);
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(text(missing)).contains("\"FileNotFoundException\"");
    }

    @Test
    void theChecksumHasHdfssForm() throws Exception {
        put("/webhdfs/v1/sum?op=CREATE", content(1000));
        assertThat(text(get("/webhdfs/v1/sum?op=GETFILECHECKSUM")))
                .startsWith("{\"FileChecksum\":{\"algorithm\":\"MD5-of-0MD5-of-512CRC32C\",\"bytes\":\"00000200")
                .endsWith("\"length\":28}}");
    }

    @Test
    void anEmptyFileIsFineAndAnOffsetBehindTheEndIsNot() throws Exception {
        assertThat(put("/webhdfs/v1/empty?op=CREATE", new byte[0]).statusCode()).isEqualTo(201);
        HttpResponse<byte[]> empty = get("/webhdfs/v1/empty?op=OPEN");
        assertThat(empty.statusCode()).isEqualTo(200);
        assertThat(empty.body()).isEmpty();
        put("/webhdfs/v1/ten?op=CREATE", new byte[10]);
        HttpResponse<byte[]> behind = get("/webhdfs/v1/ten?op=OPEN&offset=10");
        assertThat(behind.statusCode()).isEqualTo(403);
        assertThat(text(behind)).contains("\"IOException\"", "Offset=10 out of the range [0, 10)");
    }

    @Test
    void refusalsAreRemoteExceptions() throws Exception {
        HttpResponse<byte[]> missing = get("/webhdfs/v1/nothing?op=OPEN");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(text(missing)).contains("\"FileNotFoundException\"", "File /nothing not found.");
        put("/webhdfs/v1/there?op=CREATE", new byte[1]);
        HttpResponse<byte[]> there = put("/webhdfs/v1/there?op=CREATE&overwrite=false", new byte[1]);
        assertThat(there.statusCode()).isEqualTo(403);
        assertThat(text(there)).contains("\"FileAlreadyExistsException\"");
        assertThat(get("/webhdfs/v1/there").statusCode()).isEqualTo(400);
        assertThat(get("/webhdfs/v1/there?op=NONSENSE").statusCode()).isEqualTo(400);
        assertThat(get("/webhdfs/v1/there?op=OPEN&offset=x").statusCode()).isEqualTo(400);
        assertThat(text(get("/nowhere"))).contains("\"RemoteException\"");
        assertThat(put("/webhdfs/v1/there?op=CREATE&permission=888", new byte[1])
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void whatTheNameNodeWouldRefuseCreatesNothing() throws Exception {
        for (String wrong : new String[] {"replication=0", "blocksize=0", "replication=32768"}) {
            HttpResponse<byte[]> answer = put("/webhdfs/v1/wrong?op=CREATE&" + wrong, new byte[1]);
            assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
            assertThat(text(answer)).contains("\"IllegalArgumentException\"");
        }
        HttpResponse<byte[]> odd = put("/webhdfs/v1/wrong?op=CREATE&blocksize=1048577", new byte[1]);
        assertThat(odd.statusCode()).isEqualTo(400);
        assertThat(text(odd))
                .contains(
                        "\"HadoopIllegalArgumentException\"",
                        "dfs.bytes-per-checksum (=512) must divide block size (=1048577).");
        assertThat(get("/webhdfs/v1/wrong?op=OPEN").statusCode()).isEqualTo(404);
        assertThat(put("/webhdfs/v1/right?op=CREATE&replication=null&blocksize=null&offset=null", new byte[1])
                        .statusCode())
                .isEqualTo(201);
        assertThat(get("/webhdfs/v1/right?op=OPEN&offset=null&length=null").body())
                .hasSize(1);
    }

    @Test
    void headIsNoWayToOpenAFileAsInHdfs() throws Exception {
        put("/webhdfs/v1/head?op=CREATE", new byte[1]);
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(uri("/webhdfs/v1/head?op=OPEN"))
                        .method("HEAD", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void aSenderThatAsksFirstIsRefusedWithoutSendingItsFile() throws Exception {
        put("/webhdfs/v1/once?op=CREATE", new byte[1]);
        assertThat(rawPut("/webhdfs/v1/once?op=CREATE&overwrite=false", "100000", new byte[0])[0])
                .startsWith("HTTP/1.1 403");
        String[] lines = rawPut("/webhdfs/v1/asked?op=CREATE", "3", "abc".getBytes(StandardCharsets.UTF_8));
        assertThat(lines[0]).startsWith("HTTP/1.1 100");
        assertThat(lines[1]).startsWith("HTTP/1.1 201");
        assertThat(nameNode.isComplete("/asked")).isTrue();
    }

    /** Sends a request that expects a 100, and answers the status lines that come back. */
    private static String[] rawPut(String target, String length, byte[] body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("PUT " + target + " HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: "
                            + length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String first = in.readLine();
            if (first.contains(" 100")) {
                in.readLine();
                out.write(body);
                return new String[] {first, in.readLine()};
            }
            return new String[] {first};
        }
    }

    @Test
    void anUploadThatBreaksOffLeavesNoCompleteFile() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write(
                            "PUT /webhdfs/v1/broken?op=CREATE&user.name=broken HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\n\r\nabc"
                                    .getBytes(StandardCharsets.US_ASCII));
            await(() -> nameNode.calls.contains("client/create-with-block broken"));
        }
        await(() -> nameNode.calls.contains("client/abandon-block broken") || !nameNode.isComplete("/broken"));
        assertThat(nameNode.isComplete("/broken")).isFalse();
        assertThat(get("/webhdfs/v1/broken?op=OPEN").body()).isEmpty();
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void aLocalReplicaThatRottedIsReportedAndNotServed() throws Exception {
        byte[] content = content(300_000);
        put("/webhdfs/v1/rot?op=CREATE", content);
        Path file;
        try (Stream<Path> files = Files.walk(directory)) {
            file = files.filter(f -> f.getFileName().toString().matches("blk_\\d+"))
                    .filter(f -> f.toFile().length() == content.length)
                    .findAny()
                    .orElseThrow();
        }
        byte[] rotten = Files.readAllBytes(file);
        rotten[150_000] ^= 1;
        Files.write(file, rotten);
        HttpResponse<byte[]> answer = get("/webhdfs/v1/rot?op=OPEN");
        assertThat(answer.statusCode()).isNotEqualTo(200);
        await(() -> !nameNode.badReplicas.isEmpty());
    }

    @Test
    void healthAndMetricsAreThere() throws Exception {
        await(() -> nameNode.calls.stream().anyMatch(call -> call.startsWith("heartbeat")));
        assertThat(text(get("/actuator/health/liveness"))).contains("\"UP\"");
        assertThat(text(get("/actuator/health/readiness"))).contains("\"UP\"", "\"registered\":true");
        assertThat(text(get("/actuator/prometheus")))
                .contains("cairn_datanode_replicas", "cairn_datanode_capacity_bytes", "jvm_memory_used_bytes");
    }

    @Test
    void onlyTheConsolesPagesMayWrite() throws Exception {
        String console = "http://localhost:" + nameNode.uri().getPort();
        HttpResponse<byte[]> answer = fromPage("OPTIONS", console);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue(console);
        assertThat(fromPage("PUT", console).statusCode()).isEqualTo(201);
        HttpResponse<byte[]> foreign = fromPage("OPTIONS", "http://evil.example");
        assertThat(foreign.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        HttpResponse<byte[]> refused = fromPage("PUT", "http://evil.example");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(text(refused)).contains("\"AuthorizationException\"");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Methods").orElse(""))
                .contains("PUT");
    }

    private HttpResponse<byte[]> fromPage(String method, String origin) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri("/webhdfs/v1/page?op=CREATE&overwrite=true"))
                        .header("Origin", origin)
                        .header("Sec-Fetch-Site", "cross-site")
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofByteArray());
    }

    @Test
    void refusesToListenToOthersWhileNobodyIsAuthenticated() {
        SpringApplicationBuilder open = new SpringApplicationBuilder(DataNodeApplication.class);
        assertThatThrownBy(() -> open.run("--server.address=0.0.0.0", "--server.port=0"))
                .rootCause()
                .hasMessageContaining("authentication is off");
    }
}
