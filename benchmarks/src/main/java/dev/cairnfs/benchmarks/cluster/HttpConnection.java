package dev.cairnfs.benchmarks.cluster;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One keep-alive HTTP/1.1 connection, as thin as possible: on a machine where client and servers share two cores, a
 * comfortable client would measure itself. Not thread-safe.
 */
final class HttpConnection implements Closeable {
    private static final int BUFFER_BYTES = 1 << 20;

    private final String host;
    private final int port;
    private final byte[] scratch = new byte[BUFFER_BYTES];
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    HttpConnection(String host, int port) throws IOException {
        this.host = host;
        this.port = port;
        this.socket = connect();
        this.in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
        this.out = socket.getOutputStream();
    }

    private Socket connect() throws IOException {
        Socket fresh = new Socket(host, port);
        fresh.setTcpNoDelay(true);
        return fresh;
    }

    /**
     * An answer whose body was read and dropped.
     *
     * @param location the Location header, or the empty string
     */
    record Answer(int status, String location, long bodyBytes) {
        Answer expect(int wanted, String what) throws IOException {
            if (status != wanted) {
                throw new IOException(what + " answered " + status + ", not " + wanted);
            }
            return this;
        }
    }

    /** Sends a request without a body. */
    Answer call(String method, String pathAndQuery) throws IOException {
        send(head(method, pathAndQuery, 0));
        return receive();
    }

    /** Sends a request whose body is {@code length} bytes of the pattern, over and over. */
    Answer put(String pathAndQuery, byte[] pattern, long length) throws IOException {
        byte[] head = head("PUT", pathAndQuery, length);
        if (length <= pattern.length && length < BUFFER_BYTES) {
            byte[] whole = new byte[head.length + (int) length];
            System.arraycopy(head, 0, whole, 0, head.length);
            System.arraycopy(pattern, 0, whole, head.length, (int) length);
            send(whole);
        } else {
            send(head);
            for (long left = length; left > 0; left -= Math.min(left, pattern.length)) {
                out.write(pattern, 0, (int) Math.min(left, pattern.length));
            }
        }
        return receive();
    }

    private byte[] head(String method, String pathAndQuery, long bodyLength) {
        boolean hasLength = bodyLength > 0 || method.equals("PUT");
        return (method + " " + pathAndQuery + " HTTP/1.1\r\nHost: " + host + ":" + port + "\r\n"
                        + (hasLength ? "Content-Length: " + bodyLength + "\r\n" : "")
                        + (bodyLength > 0 ? "Content-Type: application/octet-stream\r\n" : "") + "\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    private Answer receive() throws IOException {
        int status = status();
        // HDFS's DataNode sends an interim answer even to those that did not ask for one.
        while (status == 100) {
            for (String header = line(); !header.isEmpty(); header = line()) {}
            status = status();
        }
        long length = -1;
        boolean chunked = false;
        boolean close = false;
        String location = "";
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            String value = header.substring(colon + 1).strip();
            switch (header.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "content-length" -> length = Long.parseLong(value);
                case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
                case "connection" -> close = value.equalsIgnoreCase("close");
                case "location" -> location = value;
                default -> {}
            }
        }
        long body = 0;
        if (chunked) {
            body = skipChunks();
        } else if (length > 0) {
            skip(length);
            body = length;
        } else if (length < 0 && status == 200) {
            body = skipToEnd();
            close = true;
        }
        if (close) {
            reconnect();
        }
        return new Answer(status, location, body);
    }

    private int status() throws IOException {
        return Integer.parseInt(line().substring(9, 12));
    }

    private void reconnect() throws IOException {
        socket.close();
        socket = connect();
        in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
        out = socket.getOutputStream();
    }

    private long skipChunks() throws IOException {
        long total = 0;
        while (true) {
            long size = Long.parseLong(line().strip(), 16);
            skip(size);
            line();
            if (size == 0) {
                return total;
            }
            total += size;
        }
    }

    private long skipToEnd() throws IOException {
        long total = 0;
        for (int n = in.read(scratch); n >= 0; n = in.read(scratch)) {
            total += n;
        }
        return total;
    }

    private void skip(long bytes) throws IOException {
        for (long left = bytes; left > 0; ) {
            int n = in.read(scratch, 0, (int) Math.min(left, scratch.length));
            if (n < 0) {
                throw new IOException("the server closed the connection in mid-body");
            }
            left -= n;
        }
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server closed the connection");
            }
            if (c != '\r') {
                text.append((char) c);
            }
        }
        return text.toString();
    }

    /** The path and query of an absolute location. */
    static String pathAndQuery(String location) {
        URI uri = URI.create(location);
        return uri.getRawPath() + "?" + uri.getRawQuery();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
