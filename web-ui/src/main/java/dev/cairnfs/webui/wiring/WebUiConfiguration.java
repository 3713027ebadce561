package dev.cairnfs.webui.wiring;

import dev.cairnfs.webui.ConsoleBackend;
import dev.cairnfs.webui.files.FileActionsController;
import dev.cairnfs.webui.files.FilesController;
import dev.cairnfs.webui.files.SelectionController;
import dev.cairnfs.webui.files.TransferWorkerController;
import dev.cairnfs.webui.health.LeasesController;
import dev.cairnfs.webui.health.RecoverLeaseController;
import dev.cairnfs.webui.health.ReplicasController;
import dev.cairnfs.webui.health.SafeModeController;
import dev.cairnfs.webui.nodes.DatanodesController;
import dev.cairnfs.webui.nodes.SearchController;
import dev.cairnfs.webui.overview.NameNodeController;
import dev.cairnfs.webui.overview.OverviewController;
import dev.cairnfs.webui.shell.ConsoleAssets;
import dev.cairnfs.webui.shell.ConsoleErrors;
import dev.cairnfs.webui.shell.ConsoleGuard;
import dev.cairnfs.webui.shell.ConsoleToken;
import dev.cairnfs.webui.shell.ConsoleUsers;
import dev.cairnfs.webui.shell.ShellAdvice;
import dev.cairnfs.webui.shell.ShellController;
import dev.cairnfs.webui.shell.ShellFactory;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/**
 * The console. An application imports this class and supplies one {@link ConsoleBackend}; the console then answers
 * {@code /}, the addresses of HDFS's old pages, {@code /ui} and everything below {@code /ui/}, and nothing else. Spring
 * MVC and Thymeleaf must be configured, as Boot does by itself.
 */
@Configuration(proxyBeanMethods = false)
@Import({
    ShellAdvice.class,
    ConsoleErrors.class,
    ShellController.class,
    OverviewController.class,
    NameNodeController.class,
    FilesController.class,
    FileActionsController.class,
    SelectionController.class,
    TransferWorkerController.class,
    DatanodesController.class,
    SearchController.class,
    SafeModeController.class,
    LeasesController.class,
    RecoverLeaseController.class,
    ReplicasController.class
})
public class WebUiConfiguration implements WebMvcConfigurer {
    private final ConsoleUsers users;
    private final ConsoleToken token = new ConsoleToken();
    private final ConsoleGuard guard;
    private final ConsoleAssets assets = new ConsoleAssets();

    public WebUiConfiguration(ConsoleBackend backend) {
        this.users = new ConsoleUsers(backend);
        this.guard = new ConsoleGuard(users, token);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(guard).addPathPatterns("/ui", "/ui/**");
    }

    @Bean
    ConsoleUsers consoleUsers() {
        return users;
    }

    @Bean
    ShellFactory consoleShells(ConsoleBackend backend) {
        return new ShellFactory(backend, users, token, assets, Clock.systemUTC());
    }

    @Bean
    SimpleUrlHandlerMapping consoleAssetMapping() {
        return assets.mapping(guard);
    }
}
