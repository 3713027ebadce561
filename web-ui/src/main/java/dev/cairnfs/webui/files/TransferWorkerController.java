package dev.cairnfs.webui.files;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.webui.ConsoleBackend;
import dev.cairnfs.webui.ConsoleUser;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Serves the script of the upload worker. A worker obeys the policy of its own script, so that one upload may talk to one
 * DataNode while the pages may talk to nobody but the NameNode, however many DataNodes there are.
 */
@Controller
public final class TransferWorkerController {
    private static final ClassPathResource SCRIPT = new ClassPathResource("console/transfer-worker.js");

    private final ConsoleBackend backend;

    public TransferWorkerController(ConsoleBackend backend) {
        this.backend = backend;
    }

    @GetMapping("/ui/transfer-worker.js")
    void worker(@RequestParam String target, @ModelAttribute("user") ConsoleUser user, HttpServletResponse response)
            throws IOException {
        String origin = knownOrigin(user, target);
        response.setHeader("Content-Security-Policy", "default-src 'none'; connect-src 'self' " + origin);
        response.setContentType("text/javascript;charset=UTF-8");
        try (InputStream in = SCRIPT.getInputStream()) {
            in.transferTo(response.getOutputStream());
        }
    }

    /** The target as an origin of a registered DataNode, rebuilt from parts so that nothing else gets into the header. */
    private String knownOrigin(ConsoleUser user, String target) throws HdfsException {
        URI uri;
        try {
            uri = URI.create(target);
        } catch (IllegalArgumentException e) {
            throw unknown(e);
        }
        String host = uri.getHost();
        String scheme = uri.getScheme();
        if (host == null || scheme == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw unknown(null);
        }
        for (var node : backend.datanodes(user)) {
            DatanodeId id = node.id();
            if (id.httpPort() == uri.getPort()
                    && id.host().toLowerCase(Locale.ROOT).equals(bare(host).toLowerCase(Locale.ROOT))) {
                return scheme + "://" + host + ":" + uri.getPort();
            }
        }
        throw unknown(null);
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static HdfsException unknown(@Nullable Throwable cause) {
        String message = "The target is not a registered DataNode.";
        return cause == null
                ? new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, message)
                : new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, message, cause);
    }
}
