package dev.cairnfs.namenode.app.webhdfs;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Opens a connection, and drops it: that is all it takes to tell a process from a dead one. */
final class TcpProbe implements HttpDoors.Probe {
    /** Many times a round trip inside a data centre, and still bearable for a client that waits for its redirect. */
    private static final int TIMEOUT_MILLIS = 250;

    @Override
    public boolean connects(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            // Dropped at once: no port of this machine has to wait for stray segments of it.
            socket.setSoLinger(true, 0);
            return true;
        } catch (IOException e) {
            return false; // that is the answer
        }
    }
}
