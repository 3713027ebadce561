package dev.cairnfs.namenode.app.wiring;

import dev.cairnfs.http.CrossSiteFilter;
import dev.cairnfs.namenode.app.api.AdminApi;
import dev.cairnfs.namenode.app.api.ApiGroup;
import dev.cairnfs.namenode.app.api.ApiServlet;
import dev.cairnfs.namenode.app.api.ClientApi;
import dev.cairnfs.namenode.app.api.DatanodeApi;
import dev.cairnfs.namenode.app.api.LeasesApi;
import dev.cairnfs.namenode.app.api.PipelineApi;
import dev.cairnfs.namenode.app.core.CannotStartException;
import dev.cairnfs.namenode.app.core.NameNodeDoor;
import dev.cairnfs.namenode.app.http.CallerResolver;
import dev.cairnfs.namenode.app.http.GroupMapping;
import dev.cairnfs.namenode.app.http.LoopbackGuard;
import dev.cairnfs.namenode.app.http.OperationTimers;
import dev.cairnfs.namenode.app.http.StaticGroups;
import dev.cairnfs.namenode.app.http.SystemGroups;
import dev.cairnfs.namenode.app.http.TomcatSetup;
import dev.cairnfs.namenode.app.settings.NameNodeProperties;
import dev.cairnfs.namenode.app.webhdfs.OperationRegistry;
import dev.cairnfs.namenode.app.webhdfs.WebHdfsServlet;
import dev.cairnfs.shared.web.CrossSiteRules;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServlet;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.filter.RequestContextFilter;

/** The HTTP doors. */
@Configuration(proxyBeanMethods = false)
public class DoorsConfiguration {
    @Bean
    static TomcatSetup tomcatSetup(ServerProperties server) {
        try {
            LoopbackGuard.check(server.getAddress());
        } catch (IllegalStateException e) {
            throw new CannotStartException(e.getMessage() + ".", "Set server.address to 127.0.0.1.", e);
        }
        return new TomcatSetup();
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
    static FilterRegistrationBean<CrossSiteFilter> crossSiteFilter(
            NameNodeProperties settings, ServerProperties server) {
        List<String> hosts = new ArrayList<>(settings.allowedHosts());
        InetAddress address = server.getAddress();
        if (address != null) {
            hosts.add(address.getHostAddress());
        }
        FilterRegistrationBean<CrossSiteFilter> registration =
                new FilterRegistrationBean<>(new CrossSiteFilter(CrossSiteRules.of(hosts)));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    GroupMapping groupMapping(NameNodeProperties settings) {
        GroupMapping system = new SystemGroups(settings.groups().cacheTtl(), System::nanoTime);
        String fixed = settings.groups().fixed();
        return fixed == null ? system : new StaticGroups(fixed, system);
    }

    @Bean
    CallerResolver callerResolver(NameNodeProperties settings, GroupMapping groups) {
        return new CallerResolver(
                System.getProperty("user.name"), settings.permissions().supergroup(), groups, settings.proxyUsers());
    }

    @Bean
    OperationTimers operationTimers(MeterRegistry registry) {
        return new OperationTimers(registry);
    }

    @Bean
    OperationRegistry operationRegistry(NameNodeProperties settings, ServerProperties server) {
        InetAddress address = server.getAddress();
        String host = address == null ? "127.0.0.1" : address.getHostAddress();
        return new OperationRegistry(
                host + ":" + settings.rpcPort(), settings.blockSize().standardBytes());
    }

    @Bean
    ServletRegistrationBean<HttpServlet> webHdfsServlet(
            NameNodeDoor nameNode, CallerResolver callers, OperationRegistry registry, OperationTimers timers) {
        return servlet(new WebHdfsServlet(nameNode, callers, registry, timers), "webhdfs", "/webhdfs/*");
    }

    @Bean
    ServletRegistrationBean<HttpServlet> apiServlet(
            NameNodeDoor nameNode, CallerResolver callers, OperationTimers timers, List<ApiGroup> groups) {
        return servlet(new ApiServlet(nameNode, callers, timers, groups), "api", "/api/*");
    }

    @Bean
    AdminApi adminApi() {
        return new AdminApi();
    }

    @Bean
    LeasesApi leasesApi(NameNodeProperties settings) {
        return new LeasesApi(settings.lease().softLimit(), settings.lease().hardLimit());
    }

    @Bean
    DatanodeApi datanodeApi(NameNodeProperties settings) {
        return new DatanodeApi(settings.heartbeatInterval(), settings.blockReportInterval());
    }

    @Bean
    ClientApi clientApi() {
        return new ClientApi();
    }

    @Bean
    PipelineApi pipelineApi() {
        return new PipelineApi();
    }

    private static ServletRegistrationBean<HttpServlet> servlet(HttpServlet servlet, String name, String mapping) {
        ServletRegistrationBean<HttpServlet> registration = new ServletRegistrationBean<>(servlet, mapping);
        registration.setName(name);
        registration.setLoadOnStartup(1);
        return registration;
    }
}
