package dev.cairnfs.namenode.app.http;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** While nobody has to prove who he is, nobody but this machine may ask. */
public final class LoopbackGuard {
    private LoopbackGuard() {}

    /**
     * Checks the address that the server is to listen on.
     *
     * @throws IllegalStateException when other machines could reach it
     */
    public static void check(@Nullable InetAddress address) {
        if (address == null || !address.isLoopbackAddress()) {
            throw new IllegalStateException("server.address is "
                    + (address == null ? "every address" : address.getHostAddress())
                    + ", but authentication is off: only a loopback address such as 127.0.0.1 is allowed");
        }
    }
}
