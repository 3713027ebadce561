package dev.cairnfs.datanode.app;

import dev.cairnfs.datanode.app.settings.DataNodeProperties;
import dev.cairnfs.datanode.app.wiring.DataNodeConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.webmvc.autoconfigure.WebMvcObservationAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Starts a DataNode. */
@Configuration(proxyBeanMethods = false)
// Without these errors of the container are answered by JsonErrorValve, and no filter stands before WebHDFS.
@EnableAutoConfiguration(exclude = {ErrorMvcAutoConfiguration.class, WebMvcObservationAutoConfiguration.class})
@EnableConfigurationProperties(DataNodeProperties.class)
@Import(DataNodeConfiguration.class)
public class DataNodeApplication {
    public static void main(String[] args) {
        SpringApplication.run(DataNodeApplication.class, args);
    }
}
