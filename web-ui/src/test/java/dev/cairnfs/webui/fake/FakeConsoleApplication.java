package dev.cairnfs.webui.fake;

import dev.cairnfs.webui.wiring.WebUiConfiguration;
import java.util.Map;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The console by itself, on 127.0.0.1. Run {@link #main} to look at it. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({WebUiConfiguration.class, FakeWebHdfs.class})
public class FakeConsoleApplication {
    @Bean
    FakeDatanode fakeDatanode() {
        return new FakeDatanode();
    }

    @Bean
    FakeConsoleBackend fakeConsoleBackend(FakeDatanode datanode) {
        FakeConsoleBackend backend = new FakeConsoleBackend(datanode.port());
        datanode.onStored((path, length) -> backend.namespace().addFile(path, length, 3, "hdfs"));
        return backend;
    }

    /** Starts it; port 0 takes any free port. */
    public static ConfigurableApplicationContext start(int port) {
        return new SpringApplicationBuilder(FakeConsoleApplication.class)
                .properties(Map.of(
                        "server.port",
                        port,
                        "server.address",
                        "127.0.0.1",
                        "spring.main.banner-mode",
                        "off",
                        "logging.level.root",
                        "warn"))
                .run();
    }

    public static void main(String[] args) {
        start(args.length > 0 ? Integer.parseInt(args[0]) : 9870);
    }
}
