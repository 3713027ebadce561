package dev.cairnfs.webui.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;

/**
 * The static files, all below {@code /ui/static/}. Pages ask for them with a version that changes with their content, so
 * browsers may keep them for ever.
 */
public final class ConsoleAssets {
    private static final String OWN = "console/static/";
    private static final String HTMX = "META-INF/resources/webjars/htmx.org/2.0.10/dist/";
    private static final String BOOTSTRAP = "META-INF/resources/webjars/bootstrap/5.3.8/dist/css/";
    private static final List<String> VERSIONED = List.of(
            OWN + "console.css",
            OWN + "pages.css",
            OWN + "theme.js",
            OWN + "console.js",
            OWN + "upload.js",
            OWN + "icons.svg",
            HTMX + "htmx.min.js",
            BOOTSTRAP + "bootstrap.min.css");

    private final String version;

    /** Reads every file once; a missing one is a broken build and fails the start. */
    public ConsoleAssets() {
        CRC32C crc = new CRC32C();
        for (String file : VERSIONED) {
            try (InputStream in = new ClassPathResource(file).getInputStream()) {
                crc.update(in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException("the console's file " + file + " is missing", e);
            }
        }
        this.version = HexFormat.of().toHexDigits(crc.getValue(), 8);
    }

    /** Eight hex digits that stand for the content of all files. */
    public String version() {
        return version;
    }

    /** Serves the files before the catch-all of the pages, and with the guard's headers. */
    public SimpleUrlHandlerMapping mapping(ConsoleGuard guard) {
        Map<String, Object> handlers = new LinkedHashMap<>();
        handlers.put("/ui/static/vendor/htmx/**", handler(HTMX));
        handlers.put("/ui/static/vendor/bootstrap/**", handler(BOOTSTRAP));
        handlers.put("/ui/static/**", handler(OWN));
        SimpleUrlHandlerMapping mapping = new SimpleUrlHandlerMapping(handlers, -1);
        mapping.setInterceptors(guard);
        return mapping;
    }

    private static ResourceHttpRequestHandler handler(String location) {
        ResourceHttpRequestHandler handler = new ResourceHttpRequestHandler();
        handler.setLocations(List.of(new ClassPathResource(location)));
        handler.setCacheControl(CacheControl.maxAge(Duration.ofDays(365)).cachePublic());
        try {
            handler.afterPropertiesSet();
        } catch (Exception e) {
            throw new IllegalStateException("cannot serve " + location, e);
        }
        return handler;
    }
}
