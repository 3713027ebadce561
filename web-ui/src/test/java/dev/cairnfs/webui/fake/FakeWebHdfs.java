package dev.cairnfs.webui.fake;

import dev.cairnfs.shared.path.HdfsPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;

/** As much of WebHDFS as the console's pages call from the browser. */
@RestController
final class FakeWebHdfs {
    private static final String PREFIX = "/webhdfs/v1";

    private final FakeConsoleBackend backend;
    private final FakeDatanode datanode;

    FakeWebHdfs(FakeConsoleBackend backend, FakeDatanode datanode) {
        this.backend = backend;
        this.datanode = datanode;
    }

    @PutMapping(PREFIX + "/**")
    void create(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = path(request);
        boolean overwrite = "true".equals(request.getParameter("overwrite"));
        response.setContentType("application/json");
        if (!overwrite && backend.namespace().status(HdfsPath.parse(path)).isPresent()) {
            response.setStatus(403);
            response.getWriter()
                    .print("{\"RemoteException\":{\"exception\":\"FileAlreadyExistsException\",\"javaClassName\":"
                            + "\"org.apache.hadoop.fs.FileAlreadyExistsException\",\"message\":\"it exists\"}}");
            return;
        }
        response.getWriter()
                .print("{\"Location\":\"http://127.0.0.1:" + datanode.port() + request.getRequestURI()
                        + "?op=CREATE\"}");
    }

    @GetMapping(PREFIX + "/**")
    void open(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("application/octet-stream");
        response.setCharacterEncoding("UTF-8");
        response.getWriter().print("content of " + path(request));
    }

    private static String path(HttpServletRequest request) {
        return UriUtils.decode(request.getRequestURI().substring(PREFIX.length()), StandardCharsets.UTF_8);
    }
}
