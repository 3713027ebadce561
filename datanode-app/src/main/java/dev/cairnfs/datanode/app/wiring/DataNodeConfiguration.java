package dev.cairnfs.datanode.app.wiring;

import dev.cairnfs.client.CairnFileSystem;
import dev.cairnfs.client.ClientSettings;
import dev.cairnfs.client.metadata.ApiTransport;
import dev.cairnfs.client.metadata.TransportSettings;
import dev.cairnfs.client.write.WriteSettings;
import dev.cairnfs.datanode.DataNode;
import dev.cairnfs.datanode.DataNodeConfig;
import dev.cairnfs.datanode.app.monitor.DataNodeHealth;
import dev.cairnfs.datanode.app.monitor.DataNodeMetrics;
import dev.cairnfs.datanode.app.namenode.HttpNameNodePort;
import dev.cairnfs.datanode.app.settings.DataNodeProperties;
import dev.cairnfs.datanode.app.webhdfs.LocalReplicas;
import dev.cairnfs.datanode.app.webhdfs.WebHdfsDataServlet;
import dev.cairnfs.datanode.transfer.TransferConfig;
import dev.cairnfs.datanode.volume.DiskSync;
import dev.cairnfs.datanode.volume.SpaceProbe;
import dev.cairnfs.datanode.volume.StoreConfig;
import dev.cairnfs.datanode.volume.VolumeSpec;
import dev.cairnfs.http.CrossSiteFilter;
import dev.cairnfs.shared.build.BuildInfo;
import dev.cairnfs.shared.web.CrossSiteRules;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.RequestContextFilter;

/** The DataNode's core, its way to the NameNode, and its doors. */
@Configuration(proxyBeanMethods = false)
public class DataNodeConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(DataNodeConfiguration.class);
    private static final int FATAL_EXIT = 1;

    @Bean
    static TomcatSetup tomcatSetup(ServerProperties server) {
        checkLoopback(server.getAddress());
        return new TomcatSetup();
    }

    /** While nobody has to prove who he is, nobody but this machine may ask. */
    static void checkLoopback(@Nullable InetAddress address) {
        if (address == null || !address.isLoopbackAddress()) {
            throw new IllegalStateException("server.address is "
                    + (address == null ? "every address" : address.getHostAddress())
                    + ", but authentication is off: only a loopback address such as 127.0.0.1 is allowed");
        }
    }

    /** Spring's dispatcher does this for its own requests; as a filter it would run before every WebHDFS call. */
    @Bean
    static FilterRegistrationBean<RequestContextFilter> requestContextFilter() {
        FilterRegistrationBean<RequestContextFilter> registration =
                new FilterRegistrationBean<>(new RequestContextFilter());
        registration.setEnabled(false);
        return registration;
    }

    @Bean
    ApiTransport nameNodeTransport(DataNodeProperties settings) {
        return new ApiTransport(settings.nameNode(), HttpNameNodePort.TRANSPORT);
    }

    @Bean
    DataNode dataNode(DataNodeProperties settings, ApiTransport nameNodeTransport) throws IOException {
        List<VolumeSpec> volumes =
                settings.dataDirs().stream().map(VolumeSpec::parse).toList();
        StoreConfig store = new StoreConfig(
                volumes,
                settings.failedVolumesTolerated(),
                settings.syncOnClose(),
                settings.reserved().bytes(),
                DiskSync.REAL,
                SpaceProbe.REAL);
        TransferConfig transfer =
                TransferConfig.of(settings.transferAddress().getHostAddress(), settings.transferPort());
        DataNodeConfig config =
                new DataNodeConfig(store, transfer, settings.host(), settings.rack(), BuildInfo.version());
        HttpNameNodePort nameNode = new HttpNameNodePort(nameNodeTransport, System.getProperty("user.name", "dr.who"));
        return DataNode.open(config, nameNode, DataNodeConfiguration::halt);
    }

    /** Nothing may go on with a DataNode that cannot keep its promises; at once, so that no hook waits for a broken disk. */
    private static void halt(String reason) {
        LOG.error("This DataNode stops: {}", reason);
        Runtime.getRuntime().halt(FATAL_EXIT);
    }

    @Bean
    DataNodeLifecycle dataNodeLifecycle(DataNode dataNode, ServletWebServerApplicationContext context) {
        return new DataNodeLifecycle(dataNode, context);
    }

    /** One client for all requests: their users differ, connections and buffers are shared. */
    @Bean
    CairnFileSystem fileSystem(DataNodeProperties settings) {
        ClientSettings standard = ClientSettings.of(settings.nameNode());
        // A sender hears of safe mode at once, as HDFS's DataNodes tell it.
        TransportSettings transport = standard.transport()
                .withRefusals(standard.transport().refusals().withoutSafeModeWait());
        // WebHDFS has the sender say the permission exactly; there is no umask here.
        return CairnFileSystem.open(
                standard.withUmask(0).withTransport(transport).withWrite(WriteSettings.LARGE_PACKETS));
    }

    @Bean
    static CrossSiteRules crossSiteRules(DataNodeProperties settings, ServerProperties server) {
        List<String> hosts = new ArrayList<>();
        hosts.add(settings.host());
        hosts.add(settings.nameNode().getHost());
        InetAddress address = server.getAddress();
        if (address != null) {
            hosts.add(address.getHostAddress());
        }
        int port = settings.nameNode().getPort();
        return CrossSiteRules.withPagesAt(hosts, port < 0 ? 80 : port);
    }

    @Bean
    static FilterRegistrationBean<CrossSiteFilter> crossSiteFilter(CrossSiteRules rules) {
        FilterRegistrationBean<CrossSiteFilter> registration = new FilterRegistrationBean<>(new CrossSiteFilter(rules));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    LocalReplicas localReplicas(DataNode dataNode) {
        return new CoreReplicas(dataNode);
    }

    @Bean
    ServletRegistrationBean<HttpServlet> webHdfsServlet(
            CairnFileSystem fileSystem, LocalReplicas replicas, CrossSiteRules rules) {
        ServletRegistrationBean<HttpServlet> registration =
                new ServletRegistrationBean<>(new WebHdfsDataServlet(fileSystem, replicas, rules), "/webhdfs/v1/*");
        registration.setName("webhdfs");
        registration.setLoadOnStartup(1);
        return registration;
    }

    @Bean("dataNodeHealthIndicator")
    DataNodeHealth dataNodeHealth(DataNode dataNode) {
        return new DataNodeHealth(dataNode);
    }

    @Bean
    DataNodeMetrics dataNodeMetrics(DataNode dataNode) {
        return new DataNodeMetrics(dataNode);
    }
}
