package dev.cairnfs.namenode.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.app.RunningNameNode;
import dev.cairnfs.namenode.app.ScriptedDatanode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What no well-behaved client sends. Every answer is HTTP with a RemoteException, and none leaves the sender hanging. */
class RawRequestTest extends RunningNameNode {
    private static final String FORBIDDEN = "AuthorizationException";

    private String exchange(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void refused(String request, int status, String exception) throws IOException {
        String answer = exchange(request);
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
        assertThat(answer).contains("{\"RemoteException\":{\"exception\":\"" + exception + "\"");
        assertThat(answer).doesNotContain("\tat ").doesNotContain("org.apache.catalina");
    }

    private static String head(String target) {
        return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    }

    @Test
    void whatIsNotHttpIsRefused() throws Exception {
        refused("GARBAGE\r\n\r\n", 400, "IllegalArgumentException");
        refused("GET /webhdfs/v1/a b HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "IllegalArgumentException");
        refused("GET /webhdfs/v1/?op=LISTSTATUS HTTP/1.1\r\n\r\n", 400, "IllegalArgumentException");
    }

    @Test
    void pathsThatCannotBeAreRefused() throws Exception {
        refused(head("/webhdfs/v1/a%00b?op=GETFILESTATUS"), 400, "IllegalArgumentException");
        refused(head("/webhdfs/v1/%zz?op=GETFILESTATUS"), 400, "IllegalArgumentException");
        refused(head("/webhdfs/v1/%ff?op=GETFILESTATUS"), 400, "IllegalArgumentException");
        refused(head("/webhdfs/v1/\u00ff?op=GETFILESTATUS"), 400, "IllegalArgumentException");
        refused(head("/webhdfs/v1/a/../../../b?op=GETFILESTATUS"), 400, "InvalidPathException");
        refused(head("/webhdfs/v1/%2e%2e/%2e%2e/x?op=GETFILESTATUS"), 400, "InvalidPathException");
        refused(head("/webhdfs/v1/" + "a".repeat(200_000) + "?op=GETFILESTATUS"), 400, "IllegalArgumentException");
    }

    @Test
    void aDestinationWithANulIsRefused() throws Exception {
        refused(
                "PUT /webhdfs/v1/x?op=RENAME&destination=/a%00b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                400, "InvalidPathException");
    }

    @Test
    void unknownAddressesAndMethodsGetTheSameForm() throws Exception {
        refused(head("/nothing/here"), 404, "FileNotFoundException");
        refused(head("/api/v1/nothing"), 404, "FileNotFoundException");
        refused(
                "FROB /webhdfs/v1/?op=LISTSTATUS HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                405,
                "UnsupportedOperationException");
        refused(
                "DELETE /api/v1/stats HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                405,
                "UnsupportedOperationException");
    }

    @Test
    void otherSitesArePutOff() throws Exception {
        refused("GET /api/v1/stats HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", 403, FORBIDDEN);
        refused("GET /webhdfs/v1/?op=LISTSTATUS HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 403, FORBIDDEN);
        String mkdirs = "PUT /webhdfs/v1/site?op=MKDIRS&user.name=" + SUPERUSER
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n";
        refused(mkdirs + "Origin: http://evil.example\r\n\r\n", 403, FORBIDDEN);
        refused(mkdirs + "Sec-Fetch-Site: cross-site\r\n\r\n", 403, FORBIDDEN);
        assertThat(exchange(mkdirs + "Origin: http://localhost:9870\r\n\r\n")).startsWith("HTTP/1.1 200 ");
        refused(
                "POST /api/v1/client/delete?user.name=" + SUPERUSER + " HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: text/plain\r\nContent-Length: 33\r\nConnection: close\r\n\r\n"
                        + "{\"path\":\"/site\",\"recursive\":true}",
                400,
                "IllegalArgumentException");
    }

    @Test
    void aRedirectComesWithoutAContinue() throws Exception {
        new ScriptedDatanode(this).register();
        String answer = exchange("PUT /webhdfs/v1/f?op=CREATE&user.name=" + SUPERUSER
                + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\nExpect: 100-continue\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 307 ").doesNotContain("HTTP/1.1 100");
    }

    @Test
    void aConnectionServesManyRequests() throws Exception {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            many.append("GET /webhdfs/v1/?op=GETHOMEDIRECTORY HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
        String answer = exchange(many + head("/webhdfs/v1/?op=GETHOMEDIRECTORY"));
        assertThat(answer.split("\\{\"Path\":", -1)).hasSize(302);
    }
}
