package dev.cairnfs.namenode.app.wiring;

import dev.cairnfs.namenode.app.core.NameNodeDoor;
import dev.cairnfs.namenode.app.http.CallerResolver;
import dev.cairnfs.namenode.app.monitor.AuditLog;
import dev.cairnfs.namenode.app.monitor.HadoopAddresses;
import dev.cairnfs.namenode.app.monitor.HealthChecks;
import dev.cairnfs.namenode.app.monitor.LoopMetrics;
import dev.cairnfs.namenode.app.monitor.NameNodeMBeans;
import dev.cairnfs.namenode.app.monitor.NameNodeMetrics;
import dev.cairnfs.namenode.app.monitor.OperatorPages;
import dev.cairnfs.namenode.app.monitor.SnapshotSource;
import dev.cairnfs.namenode.app.settings.NameNodeProperties;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Audit log, health, metrics, MBeans. */
@Configuration(proxyBeanMethods = false)
public class MonitorConfiguration {
    @Bean(initMethod = "start", destroyMethod = "close")
    AuditLog auditLog() {
        return new AuditLog();
    }

    @Bean
    LoopMetrics loopMetrics(MeterRegistry registry) {
        return new LoopMetrics(registry);
    }

    @Bean
    SnapshotSource snapshotSource(NameNodeDoor nameNode) {
        return new SnapshotSource(nameNode);
    }

    @Bean
    NameNodeMetrics nameNodeMetrics(SnapshotSource source, AuditLog audit) {
        return new NameNodeMetrics(source, audit);
    }

    @Bean
    HealthIndicator journalHealthIndicator(NameNodeDoor nameNode) {
        return HealthChecks.journal(nameNode);
    }

    @Bean
    HealthIndicator namespaceHealthIndicator(NameNodeDoor nameNode) {
        return HealthChecks.writable(nameNode);
    }

    @Bean
    HealthIndicator roleHealthIndicator() {
        return HealthChecks.active();
    }

    /** Nobody asks for this bean: tools look into the platform's server. */
    @Bean(initMethod = "register", destroyMethod = "unregister")
    @Lazy(false)
    NameNodeMBeans nameNodeMBeans(
            NameNodeDoor nameNode,
            SnapshotSource source,
            LoopMetrics metrics,
            NameNodeProperties settings,
            ServerProperties server) {
        return new NameNodeMBeans(nameNode, source, metrics, settings, server.getPort() == null ? 0 : server.getPort());
    }

    @Bean
    ServletRegistrationBean<HadoopAddresses> hadoopAddresses(
            NameNodeProperties settings, NameNodeDoor nameNode, CallerResolver callers, LoggingSystem logging) {
        return new ServletRegistrationBean<>(
                new HadoopAddresses(settings, new OperatorPages(nameNode, callers, logging)),
                HadoopAddresses.PATHS.toArray(new String[0]));
    }
}
