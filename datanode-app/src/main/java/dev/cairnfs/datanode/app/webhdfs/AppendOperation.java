package dev.cairnfs.datanode.app.webhdfs;

import dev.cairnfs.client.AppendOptions;
import dev.cairnfs.client.CairnFileSystem;
import dev.cairnfs.client.CairnOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/**
 * Writes a request's body on at the end of a file, as {@link CreateOperation} does with a new one. When the body breaks
 * off, the file is left open at what has come, until its lease is recovered.
 */
final class AppendOperation {
    private final CairnFileSystem fileSystem;
    private final LocalReplicas replicas;

    AppendOperation(CairnFileSystem fileSystem, LocalReplicas replicas) {
        this.fileSystem = fileSystem;
        this.replicas = replicas;
    }

    void handle(DataRequest request, HttpServletRequest http, HttpServletResponse response) throws IOException {
        AppendOptions options = AppendOptions.STANDARD.withFavoredNodes(List.of(replicas.transferAddress()));
        CairnOutputStream out = fileSystem.as(request.user()).append(request.path(), options);
        try {
            out.transferFrom(new BodyChannel(http.getInputStream()));
            out.close();
        } catch (IOException | RuntimeException e) {
            out.abort("the upload broke off");
            throw e;
        }
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentLength(0);
    }
}
