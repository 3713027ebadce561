package dev.cairnfs.namenode.app;

import dev.cairnfs.namenode.app.settings.NameNodeProperties;
import dev.cairnfs.namenode.app.wiring.ConsoleConfiguration;
import dev.cairnfs.namenode.app.wiring.CoreConfiguration;
import dev.cairnfs.namenode.app.wiring.DoorsConfiguration;
import dev.cairnfs.namenode.app.wiring.MonitorConfiguration;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Starts a NameNode. {@code --format} is short for {@code --cairn.namenode.format=true}. */
@Configuration(proxyBeanMethods = false)
// Without these a request outside the console is answered by JsonErrorValve, and no filter stands before WebHDFS.
@EnableAutoConfiguration(exclude = {ErrorMvcAutoConfiguration.class, WebMvcObservationAutoConfiguration.class})
@EnableConfigurationProperties(NameNodeProperties.class)
@Import({CoreConfiguration.class, DoorsConfiguration.class, MonitorConfiguration.class, ConsoleConfiguration.class})
public class NameNodeApplication {
    public static void main(String[] args) {
        String[] arguments = Arrays.stream(args)
                .map(argument -> argument.equals("--format") ? "--cairn.namenode.format=true" : argument)
                .toArray(String[]::new);
        SpringApplication.run(NameNodeApplication.class, arguments);
    }
}
