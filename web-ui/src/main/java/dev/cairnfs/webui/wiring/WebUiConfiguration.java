package dev.cairnfs.webui.wiring;

import dev.cairnfs.webui.ConsoleBackend;
import org.springframework.context.annotation.Configuration;

/**
 * The console. An application imports this class and supplies one {@link ConsoleBackend}; the console then answers
 * {@code /}, {@code /ui} and everything below {@code /ui/}, and nothing else.
 */
@Configuration(proxyBeanMethods = false)
public class WebUiConfiguration {}
