package dev.cairnfs.namenode.app.http;

import dev.cairnfs.http.JsonErrorValve;
import dev.cairnfs.http.RequestThreads;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;

/** What WebHDFS needs of Tomcat beyond the settings that Spring has for it. */
public final class TomcatSetup implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        factory.setProtocol(Utf8TargetProtocol.class.getName());
        factory.addConnectorCustomizers(connector -> {
            RequestThreads.choose(connector);
            // Legal in HDFS names; the servlets decode the raw path themselves.
            connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
            connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
            if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
                // A redirect must come without a "100 Continue", or the client sends the file to the NameNode.
                http.setContinueResponseTiming(ContinueResponseTiming.ON_REQUEST_BODY_READ.toString());
            }
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
