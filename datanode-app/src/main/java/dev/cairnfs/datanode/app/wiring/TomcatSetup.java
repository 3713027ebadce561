package dev.cairnfs.datanode.app.wiring;

import dev.cairnfs.http.JsonErrorValve;
import dev.cairnfs.http.RequestThreads;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/** What WebHDFS needs of Tomcat beyond the settings that Spring has for it: all names of HDFS, and large bodies. */
public final class TomcatSetup implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    /** Bodies go through these buffers; with Tomcat's 8 KiB a gigabyte costs a hundred thousand system calls. */
    private static final String SOCKET_BUFFER = String.valueOf(128 << 10);

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.addConnectorCustomizers(connector -> {
            RequestThreads.choose(connector);
            // Legal in HDFS names; the servlet decodes the raw path itself.
            connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
            connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
            if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
                // A sender that asks first must hear of a refusal before it sends its file.
                http.setContinueResponseTiming(ContinueResponseTiming.ON_REQUEST_BODY_READ.toString());
                http.setTcpNoDelay(true);
            }
            connector.setProperty("socket.appReadBufSize", SOCKET_BUFFER);
            connector.setProperty("socket.appWriteBufSize", SOCKET_BUFFER);
            connector.setProperty("socket.directBuffer", "true");
        });
        factory.addContextCustomizers(context -> {
            // In place of Spring's filter, which would run before every WebHDFS call, too.
            context.setRequestCharacterEncoding(StandardCharsets.UTF_8.name());
            context.setResponseCharacterEncoding(StandardCharsets.UTF_8.name());
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(JsonErrorValve.class.getName());
            }
        });
    }
}
