package dev.cairnfs.http;

import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.tomcat.util.compat.JreCompat;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;

/**
 * On which threads requests run: on virtual ones where the JVM has them. Spring's own setting for it is no use here,
 * because with definitions made at build time it is decided by the JVM that builds. Stateless.
 */
public final class RequestThreads {
    private RequestThreads() {}

    /** To be called before the connector starts; leaves the pool of platform threads where there are no virtual ones. */
    public static void choose(Connector connector) {
        if (JreCompat.isJre21Available() && connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
            protocol.setExecutor(new VirtualThreadExecutor("http-"));
        }
    }
}
