package dev.cairnfs.webui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.webui.fake.FakeConsoleApplication;
import dev.cairnfs.webui.fake.FakeConsoleBackend;
import dev.cairnfs.webui.fake.FakeLeases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** The console over plain HTTP: errors, refusals, security headers. */
final class ConsoleHttpTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Pattern TOKEN = Pattern.compile("name=\"cairn-token\" content=\"([0-9a-f]{64})\"");

    private static @Nullable ConfigurableApplicationContext console;

    @BeforeAll
    static void start() {
        console = FakeConsoleApplication.start(0);
    }

    @AfterAll
    static void stop() {
        if (console != null) {
            console.close();
        }
    }

    private static ConfigurableApplicationContext context() {
        return Objects.requireNonNull(console);
    }

    private static FakeConsoleBackend backend() {
        return context().getBean(FakeConsoleBackend.class);
    }

    private static String base() {
        return "http://127.0.0.1:" + context().getEnvironment().getProperty("local.server.port");
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base() + path));
        return send(
                headers.length == 0 ? request.build() : request.headers(headers).build());
    }

    private static HttpResponse<String> post(String path, String form, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base() + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        return send(
                headers.length == 0 ? request.build() : request.headers(headers).build());
    }

    private static String token(String user) {
        Matcher matcher = TOKEN.matcher(
                get("/ui/overview", "Cookie", "cairn-user=" + user).body());
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static String enc(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static void assertErrorPage(HttpResponse<String> response, int status, String part) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains("id=\"error-box\"", part).doesNotContain("\tat ", "java.lang");
        assertThat(response.headers().firstValue("Content-Security-Policy")).isPresent();
    }

    @Test
    void whatIsNoTextIsRefusedAsTheSendersMistake() throws IOException {
        for (String target : new String[] {
            "/ui/files?path=%ff",
            "/ui/files?path=%zz",
            "/ui/files?filter=%ff",
            "/ui/files?after=%ed%a0%80",
            "/ui/search?q=%ff",
            "/ui/leases?path=%ff"
        }) {
            String answer = raw("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            assertThat(answer)
                    .as(target)
                    .startsWith("HTTP/1.1 400")
                    .contains("That request makes no sense", "percent-encoded UTF-8");
        }
    }

    /** {@link URI} would not let such an address pass. */
    private static String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), URI.create(base()).getPort())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void theRootLeadsToTheOverview() {
        assertThat(get("/").headers().firstValue("Location"))
                .hasValueSatisfying(l -> assertThat(l).endsWith("/ui/overview"));
        assertThat(get("/dfshealth.html").statusCode()).isEqualTo(302);
        assertThat(get("/explorer.html").headers().firstValue("Location"))
                .hasValueSatisfying(l -> assertThat(l).endsWith("/ui/files"));
    }

    @Test
    void pagesCarryAStrictPolicyAndNoInlineCode() {
        for (String page : new String[] {
            "/ui/overview", "/ui/files", "/ui/datanodes", "/ui/leases", "/ui/safe-mode", "/ui/replicas"
        }) {
            HttpResponse<String> response = get(page);
            assertThat(response.statusCode()).as(page).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(policy -> assertThat(policy)
                            .startsWith("default-src 'none'; script-src 'self'; style-src 'self'")
                            .doesNotContain("unsafe"));
            assertThat(response.body())
                    .startsWith("<!DOCTYPE html>")
                    .doesNotContainPattern("<script(?![^>]*src=)")
                    .doesNotContainPattern("<style|style=|onclick=|th:|javascript:");
        }
    }

    @Test
    void staticFilesMayBeKept() {
        Matcher matcher = Pattern.compile("/ui/static/console\\.css\\?v=[0-9a-f]{8}")
                .matcher(get("/ui/overview").body());
        assertThat(matcher.find()).isTrue();
        HttpResponse<String> css = get(matcher.group());
        assertThat(css.statusCode()).isEqualTo(200);
        assertThat(css.headers().firstValue("Cache-Control")).hasValue("max-age=31536000, public");
        assertThat(get("/ui/static/vendor/htmx/htmx.min.js").statusCode()).isEqualTo(200);
        assertThat(get("/ui/static/../transfer-worker.js").statusCode()).isGreaterThanOrEqualTo(400);
    }

    @Test
    void badInputGetsATypedErrorPage() {
        assertErrorPage(get("/ui/files?path=relative"), 400, "a path must be absolute");
        assertErrorPage(get("/ui/files?path=" + enc("/a/../b")), 400, "is not allowed");
        assertErrorPage(get("/ui/files?path=" + enc("/a\0b")), 400, "NUL");
        assertErrorPage(get("/ui/files?page=x"), 400, "page");
        assertErrorPage(get("/ui/files?page=0"), 400, "between 1 and");
        assertErrorPage(get("/ui/files?sort=colour"), 400, "colour");
        assertErrorPage(get("/ui/files/delete"), 400, "missing");
        assertErrorPage(get("/ui/files/delete?path=/"), 400, "root");
        assertErrorPage(get("/ui/safe-mode/change?action=explode"), 400, "explode");
        assertErrorPage(get("/ui/files?path=/nothing/here"), 404, "/nothing/here");
        assertErrorPage(get("/ui/no-such-page"), 404, "no page");
        assertErrorPage(get("/ui/datanodes/none"), 404, "none");
        assertErrorPage(get("/ui/transfer-worker.js?target=" + enc("http://elsewhere.example:80")), 400, "DataNode");
        assertErrorPage(get("/ui/transfer-worker.js?target=" + enc("http://x\r\ny")), 400, "DataNode");
    }

    @Test
    void namesAreEscaped() {
        assertThat(get("/ui/files?path=/odd").body())
                .contains("&lt;b&gt;&amp;amp;.txt", "it&#39;s &quot;quoted&quot;.txt")
                .doesNotContain("<b>&amp;.txt");
        assertThat(get("/ui/files?path=" + enc("/<script>alert(1)</script>")).body())
                .doesNotContain("<script>alert");
    }

    @Test
    void changesNeedTheTokenAndTheSameOrigin() {
        String token = token("hdfs");
        String form = "path=/empty&name=made";
        assertErrorPage(post("/ui/files/mkdir", form), 403, "token");
        assertErrorPage(post("/ui/files/mkdir", form, "X-Cairn-Console", "0".repeat(64)), 403, "token");
        assertErrorPage(post("/ui/files/mkdir", form, "X-Cairn-Console", token("ada")), 403, "token");
        for (String site : new String[] {"cross-site", "same-site", "none"}) {
            assertErrorPage(
                    post("/ui/files/mkdir", form, "X-Cairn-Console", token, "Sec-Fetch-Site", site),
                    403,
                    "another site");
        }
        assertErrorPage(
                post("/ui/files/mkdir", form, "X-Cairn-Console", token, "Origin", "http://evil.example"),
                403,
                "another origin");
        assertErrorPage(
                post("/ui/files/mkdir", form, "X-Cairn-Console", token, "Origin", "null"), 403, "another origin");
        assertThat(get("/ui/files?path=/empty").body()).contains("This directory is empty");

        HttpResponse<String> made = post("/ui/files/mkdir", form, "X-Cairn-Console", token, "Origin", base());
        assertThat(made.statusCode()).isEqualTo(204);
        assertThat(made.headers().firstValue("HX-Redirect")).hasValue("/ui/files?path=/empty");
        assertThat(post("/ui/files/delete", "path=/empty/made", "X-Cairn-Console", token)
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void losingDataNeedsTheTypedName() {
        String token = token("hdfs");
        assertErrorPage(
                post("/ui/files/delete", "path=/data/README.md", "X-Cairn-Console", token), 400, "Data would be lost");
        assertErrorPage(
                post("/ui/files/delete", "path=/data/README.md&confirm=readme.md", "X-Cairn-Console", token),
                400,
                "Data would be lost");
        assertThat(get("/ui/files?path=/data/README.md").statusCode()).isEqualTo(200);
    }

    @Test
    void aFilesPageTellsItsRestCalls() {
        assertThat(get("/ui/files?path=/data/README.md").body())
                .contains("/webhdfs/v1/data/README.md?op=GETFILESTATUS&amp;")
                .contains("/api/v1/block-locations?path=%2Fdata%2FREADME.md&amp;")
                .contains("/api/v1/lease?path=%2Fdata%2FREADME.md&amp;");
    }

    @Test
    void aSelectionIsCheckedLikeASingleEntry() {
        String token = token("hdfs");
        String form = "path=/data&select=README.md&select=zero";
        assertErrorPage(
                post("/ui/files/delete-selected", form, "X-Cairn-Console", token), 400, "type delete 2 exactly");
        assertErrorPage(post("/ui/files/delete-selected", form + "&confirm=delete+2"), 403, "token");
        assertErrorPage(get("/ui/files/delete-selected?path=/data"), 400, "Nothing is selected");
        assertErrorPage(get("/ui/files/delete-selected?path=/data&select=" + enc("../odd")), 400, "no slash");
        assertErrorPage(get("/ui/files/delete-selected?path=/data&select=.."), 400, "..");
        assertErrorPage(get("/ui/files/delete-selected?path=/data" + "&select=x".repeat(101)), 400, "At most 100");
        assertThat(get("/ui/files?path=/data/README.md").statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsForbiddenIsShownWithTheMissingRight() {
        String page = get("/ui/files?path=/data", "Cookie", "cairn-user=dr.who").body();
        assertThat(page)
                .contains(
                        "As dr.who you may not change /data: the rights w and x are missing (drwxr-xr-x hdfs:supergroup)")
                .containsPattern("<button[^>]*disabled[^>]*>(?s:.{0,300})Upload");
        assertThat(get("/ui/files?path=/data/secret.bin", "Cookie", "cairn-user=dr.who")
                        .body())
                .contains("the right r is missing");
        assertErrorPage(
                post(
                        "/ui/files/mkdir",
                        "path=/data&name=x",
                        "X-Cairn-Console",
                        token("dr.who"),
                        "Cookie",
                        "cairn-user=dr.who"),
                403,
                "Permission denied: user=dr.who");
        assertThat(get("/ui/safe-mode", "Cookie", "cairn-user=dr.who").body()).contains("Only a superuser may do this");
        assertErrorPage(
                post(
                        "/ui/safe-mode/change",
                        "action=enter",
                        "X-Cairn-Console",
                        token("dr.who"),
                        "Cookie",
                        "cairn-user=dr.who"),
                403,
                "Superuser privilege");
    }

    @Test
    void leasesAreFilteredSortedAndNeverDisclosed() {
        String stalled = get("/ui/leases?state=stalled").body();
        assertThat(stalled).contains(FakeLeases.STALLED, "dn4.example:9866").doesNotContain(FakeLeases.WRITTEN);
        String byPath = get("/ui/leases?sort=path&order=desc&filter=TMP/").body();
        assertThat(byPath.indexOf(FakeLeases.RECOVERING)).isLessThan(byPath.indexOf(FakeLeases.WRITTEN));
        assertThat(byPath).doesNotContain(FakeLeases.STALLED);
        assertThat(get("/ui/leases?page=2").body()).contains("There is nothing on this page");
        assertErrorPage(get("/ui/leases?state=odd"), 400, "no state of leases named odd");
        assertErrorPage(get("/ui/leases?sort=odd"), 400, "no column odd");
        assertErrorPage(get("/ui/leases?order=odd"), 400, "must be asc or desc");
        assertErrorPage(get("/ui/leases?page=0"), 400, "from 1");
        assertThat(get("/ui/leases", "Cookie", "cairn-user=dr.who").body())
                .contains("shown to superusers only", "As dr.who you may not")
                .doesNotContain("DFSClient_");
    }

    @Test
    void aLeaseIsRecoveredByWhoMayWriteTheFile() {
        String token = token("hdfs");
        assertErrorPage(get("/ui/leases/recover?path=/data/README.md"), 404, "is closed already");
        assertErrorPage(get("/ui/leases/recover?path=relative"), 400, "absolute");
        assertThat(get("/ui/leases/recover?path=" + enc(FakeLeases.ODD)).body())
                .contains(
                        "/api/v1/client/recover-lease?user.name=hdfs",
                        "/tmp/it&#39;\\&#39;&#39;s \\&quot;late\\&quot;;");
        String form = "path=" + enc(FakeLeases.WRITTEN);
        assertErrorPage(post("/ui/leases/recover", form + "&confirm=recover"), 403, "token");
        assertErrorPage(post("/ui/leases/recover", form, "X-Cairn-Console", token), 400, "type recover to shut it out");
        assertErrorPage(
                post("/ui/leases/recover", "path=" + enc(FakeLeases.ODD), "X-Cairn-Console", token),
                403,
                "waiting to be minimally replicated");
        assertErrorPage(
                post(
                        "/ui/leases/recover",
                        "path=" + enc(FakeLeases.SILENT),
                        "X-Cairn-Console",
                        token("dr.who"),
                        "Cookie",
                        "cairn-user=dr.who"),
                403,
                "Permission denied: user=dr.who");
        assertThat(backend().leases().of(FakeLeases.SILENT))
                .hasValueSatisfying(lease -> assertThat(lease.holder()).startsWith("DFSClient"));
    }

    @Test
    void aUserNameIsChecked() {
        String token = token("hdfs");
        assertErrorPage(post("/ui/user", "name=" + enc("a;b"), "X-Cairn-Console", token), 400, "letter");
        assertThat(post("/ui/user", "name=ada", "X-Cairn-Console", token)
                        .headers()
                        .firstValue("Set-Cookie"))
                .hasValueSatisfying(c -> assertThat(c).contains("cairn-user=ada", "HttpOnly", "SameSite=Strict"));
        assertThat(get("/ui/overview", "Cookie", "cairn-user=%0d%0aevil").body())
                .contains(">hdfs<");
    }

    @Test
    void theSearchLeadsToPathsAndNodes() {
        assertThat(get("/ui/search?q=" + enc("/odd/100% sure.txt")).headers().firstValue("Location"))
                .hasValueSatisfying(l -> assertThat(l).endsWith("/ui/files?path=/odd/100%25%20sure.txt"));
        assertThat(get("/ui/search?q=dn2").headers().firstValue("Location"))
                .hasValueSatisfying(l -> assertThat(l).contains("/ui/datanodes/"));
        assertThat(get("/ui/search?q=rack").statusCode()).isEqualTo(200);
    }

    @Test
    void aDirectoryOfAHundredThousandEntriesIsServedInPages() {
        String body = get("/ui/files?path=/big&sort=size&order=desc&page=3").body();
        assertThat(body).contains("201–300 of 100,000 entries");
        assertThat(body.split("class=\"name-cell\"", -1)).hasSize(101);
    }

    @Test
    void aBigFilesBlockMapIsServedInPages() {
        String body = get("/ui/files?path=/data/huge.tar&page=4").body();
        assertThat(body.split("blk_", -1)).hasSize(21);
        assertErrorPage(get("/ui/files?path=/data/huge.tar&page=5"), 400, "no blocks on page 5");
    }

    @Test
    void theWorkersPolicyNamesOneDatanode() {
        String target = Objects.requireNonNull(backendUploadOrigin());
        HttpResponse<String> worker = get("/ui/transfer-worker.js?target=" + enc(target));
        assertThat(worker.statusCode()).isEqualTo(200);
        assertThat(worker.headers().firstValue("Content-Security-Policy"))
                .hasValue("default-src 'none'; connect-src 'self' " + target);
    }

    private static String backendUploadOrigin() {
        try {
            return backend().datanodes(new ConsoleUser("hdfs", "127.0.0.1")).stream()
                    .filter(node -> node.id().host().equals("127.0.0.1"))
                    .map(node -> "http://127.0.0.1:" + node.id().httpPort())
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aPageLoadsWhileTheNameNodeRefuses() {
        backend().breakDown(true);
        try {
            assertErrorPage(get("/ui/overview"), 403, "The NameNode is starting.");
        } finally {
            backend().breakDown(false);
        }
    }
}
