package dev.cairnfs.benchmarks.cluster;

import dev.cairnfs.benchmarks.cluster.HttpConnection.Answer;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** A connection to the NameNode and one to each DataNode it redirects to. Not thread-safe. */
final class DataConnections implements Closeable {
    static final String USER = System.getProperty("user.name");

    private final HttpConnection nameNode;
    private final Map<String, HttpConnection> dataNodes = new HashMap<>();

    DataConnections(int nameNodePort) throws IOException {
        nameNode = new HttpConnection("127.0.0.1", nameNodePort);
    }

    HttpConnection nameNode() {
        return nameNode;
    }

    static String target(String path, String operation) {
        return "/webhdfs/v1" + path + "?user.name=" + USER + "&op=" + operation;
    }

    void create(String path, String parameters, byte[] pattern, long length) throws IOException {
        Answer redirect = nameNode.call("PUT", target(path, "CREATE&overwrite=true" + parameters))
                .expect(307, "CREATE");
        dataNode(redirect)
                .put(HttpConnection.pathAndQuery(redirect.location()), pattern, length)
                .expect(201, "CREATE on the DataNode");
    }

    void open(String path, long expectedLength) throws IOException {
        Answer redirect = nameNode.call("GET", target(path, "OPEN")).expect(307, "OPEN");
        Answer body = dataNode(redirect)
                .call("GET", HttpConnection.pathAndQuery(redirect.location()))
                .expect(200, "OPEN on the DataNode");
        if (body.bodyBytes() != expectedLength) {
            throw new IOException("OPEN gave " + body.bodyBytes() + " bytes, not " + expectedLength);
        }
    }

    private HttpConnection dataNode(Answer redirect) throws IOException {
        URI uri = URI.create(redirect.location());
        HttpConnection known = dataNodes.get(uri.getAuthority());
        if (known == null) {
            known = new HttpConnection(uri.getHost(), uri.getPort());
            dataNodes.put(uri.getAuthority(), known);
        }
        return known;
    }

    @Override
    public void close() throws IOException {
        nameNode.close();
        for (HttpConnection connection : dataNodes.values()) {
            connection.close();
        }
    }
}
