package dev.cairnfs.namenode.app.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The API's description and the page to try it, from the class path; nothing but these names is ever looked up. */
final class StaticFiles {
    /** No inline script or style: the page works under the console's policy. */
    private static final String CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            + "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static final String DESCRIPTION = "/openapi/cairn-v1.yaml";

    private record File(String resource, String contentType) {}

    private static final Map<String, File> FILES = Map.of(
            "", new File("/api-explorer/index.html", "text/html;charset=UTF-8"),
            "explorer.js", new File("/api-explorer/explorer.js", "text/javascript;charset=UTF-8"),
            "explorer.css", new File("/api-explorer/explorer.css", "text/css;charset=UTF-8"),
            "openapi.json", new File(DESCRIPTION, "application/json"),
            "openapi.yaml", new File(DESCRIPTION, "application/yaml;charset=UTF-8"));

    /** Sends the file, if the path names one. */
    boolean serve(String path, HttpServletResponse response) throws IOException {
        @Nullable File file = FILES.get(path);
        if (file == null) {
            return false;
        }
        try (InputStream in = StaticFiles.class.getResourceAsStream(file.resource())) {
            if (in == null) {
                return false;
            }
            byte[] bytes = path.endsWith(".json") ? json(in) : in.readAllBytes();
            response.setContentType(file.contentType());
            response.setHeader("Content-Security-Policy", CSP);
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader("Cache-Control", "no-cache");
            response.setContentLength(bytes.length);
            response.getOutputStream().write(bytes);
        }
        return true;
    }

    /** Browsers cannot read YAML. */
    private static byte[] json(InputStream yaml) {
        Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        return ApiJson.write(tree);
    }
}
