package dev.cairnfs.namenode.app.wiring;

import dev.cairnfs.namenode.app.console.CoreConsoleBackend;
import dev.cairnfs.namenode.app.core.NameNodeDoor;
import dev.cairnfs.namenode.app.http.CallerResolver;
import dev.cairnfs.namenode.app.settings.NameNodeProperties;
import dev.cairnfs.shared.build.BuildInfo;
import dev.cairnfs.webui.wiring.WebUiConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The console, over the core. */
@Configuration(proxyBeanMethods = false)
@Import(WebUiConfiguration.class)
public class ConsoleConfiguration {
    @Bean
    static CoreConsoleBackend consoleBackend(
            NameNodeDoor nameNode, CallerResolver callers, NameNodeProperties settings) {
        return new CoreConsoleBackend(nameNode, callers, settings, BuildInfo.version());
    }
}
