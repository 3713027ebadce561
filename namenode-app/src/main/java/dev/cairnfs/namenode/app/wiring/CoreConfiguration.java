package dev.cairnfs.namenode.app.wiring;

import dev.cairnfs.namenode.app.core.CoreDoor;
import dev.cairnfs.namenode.app.core.CoreStarter;
import dev.cairnfs.namenode.app.core.HaltingFaultHandler;
import dev.cairnfs.namenode.app.monitor.AuditLog;
import dev.cairnfs.namenode.app.monitor.LoopMetrics;
import dev.cairnfs.namenode.app.settings.NameNodeProperties;
import dev.cairnfs.namenode.lifecycle.NameNode;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The core: started before the first request is taken, closed after the last one. */
@Configuration(proxyBeanMethods = false)
public class CoreConfiguration {
    @Bean(destroyMethod = "close")
    NameNode nameNode(NameNodeProperties settings, AuditLog audit, LoopMetrics metrics) {
        return CoreStarter.start(settings, System.getProperty("user.name"), new HaltingFaultHandler(), audit, metrics);
    }

    @Bean
    CoreDoor coreDoor(NameNode nameNode) {
        return new CoreDoor(nameNode);
    }
}
