package dev.cairnfs.datanode.app.webhdfs;

import dev.cairnfs.client.CairnFileSystem;
import dev.cairnfs.client.FileChecksum;
import dev.cairnfs.client.metadata.OutcomeUnknownException;
import dev.cairnfs.http.RemoteExceptions;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.web.CrossSiteRules;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * WebHDFS's operations on contents. It stands beside Spring's dispatcher, because routing and mapping there cost more
 * than a small file does.
 */
public final class WebHdfsDataServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(WebHdfsDataServlet.class);
    private static final String METHODS = "GET, PUT, POST, DELETE, OPTIONS";

    private final transient CairnFileSystem fileSystem;
    private final transient CrossSiteRules rules;
    private final transient OpenOperation open;
    private final transient CreateOperation create;
    private final transient AppendOperation append;

    public WebHdfsDataServlet(CairnFileSystem fileSystem, LocalReplicas replicas, CrossSiteRules rules) {
        this.rules = rules;
        this.fileSystem = fileSystem;
        this.open = new OpenOperation(fileSystem, replicas);
        this.create = new CreateOperation(fileSystem, replicas);
        this.append = new AppendOperation(fileSystem, replicas);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        // The console and other pages come from the NameNode's address, not from this one.
        if (!request.getMethod().equals("OPTIONS")) {
            response.setHeader("Access-Control-Allow-Origin", "*");
        }
        try {
            dispatch(request, response);
        } catch (HdfsException e) {
            refuse(response, e.code(), String.valueOf(e.getMessage()), e);
        } catch (OutcomeUnknownException e) {
            refuse(response, ErrorCode.IO, "It is unknown whether this was done: " + e.getMessage(), e);
        } catch (IOException e) {
            LOG.info("{} {} failed: {}", request.getMethod(), request.getRequestURI(), e.toString());
            refuse(response, ErrorCode.IO, String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
            refuse(response, ErrorCode.FAULT, "The server failed on this; its log says more.", new IOException(e));
        }
    }

    private void dispatch(HttpServletRequest http, HttpServletResponse response) throws IOException {
        String method = http.getMethod();
        if (method.equals("OPTIONS")) {
            String origin = http.getHeader("Origin");
            response.setHeader("Vary", "Origin");
            if (origin != null && !rules.allowsOrigin(origin)) {
                throw new HdfsException(ErrorCode.AUTHORIZATION, "Pages of " + origin + " may not write here");
            }
            if (origin != null) {
                response.setHeader("Access-Control-Allow-Origin", origin);
            }
            response.setHeader("Access-Control-Allow-Methods", METHODS);
            response.setHeader("Access-Control-Allow-Headers", "*");
            response.setHeader("Access-Control-Max-Age", "1728000");
            response.setContentLength(0);
            return;
        }
        DataRequest request = DataRequest.of(http);
        String operation = method + " " + request.op();
        switch (operation) {
            case "GET OPEN" -> open.handle(request, response);
            case "PUT CREATE" -> create.handle(request, http, response);
            case "GET GETFILECHECKSUM" -> checksum(request, response);
            case "POST APPEND" -> append.handle(request, http, response);
            default ->
                throw new HdfsException(
                        ErrorCode.ILLEGAL_ARGUMENT,
                        "Invalid operation " + request.op() + " for " + method + " at a DataNode");
        }
    }

    private void checksum(DataRequest request, HttpServletResponse response) throws IOException {
        FileChecksum checksum = fileSystem.as(request.user()).getFileChecksum(request.path());
        String json = "{\"FileChecksum\":{\"algorithm\":\"" + checksum.algorithm() + "\",\"bytes\":\""
                + checksum.paddedHex() + "\",\"length\":" + FileChecksum.LENGTH + "}}";
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** After the first byte an error cannot be told any more: the connection is cut, so that nobody takes it for whole. */
    private static void refuse(HttpServletResponse response, ErrorCode code, String message, IOException cause)
            throws IOException {
        if (response.isCommitted()) {
            throw cause;
        }
        RemoteExceptions.send(response, code.httpStatus(), code, message);
    }
}
