package dev.cairnfs.namenode.app.monitor;

import dev.cairnfs.http.RemoteExceptions;
import dev.cairnfs.namenode.app.core.NameNodeDoor;
import dev.cairnfs.namenode.app.http.CallerResolver;
import dev.cairnfs.namenode.app.http.QueryString;
import dev.cairnfs.namenode.blocks.BlockStats;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.Fsck;
import dev.cairnfs.namenode.command.FsckReport;
import dev.cairnfs.namenode.command.GetServerDefaults;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.DatanodeInfo;
import dev.cairnfs.shared.model.LivenessState;
import dev.cairnfs.shared.path.HdfsPath;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.logging.LoggingSystem;

/**
 * The pages that operators of HDFS use by curl and by Hadoop's tools: {@code /stacks}, {@code /fsck}, {@code /logLevel}.
 * Stacks are open to everybody, as in HDFS; a check sees what its caller may see; levels are a superuser's affair.
 */
public final class OperatorPages {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss 'UTC' yyyy", Locale.ROOT);

    private final NameNodeDoor nameNode;
    private final CallerResolver callers;
    private final LogLevels levels;

    public OperatorPages(NameNodeDoor nameNode, CallerResolver callers, LoggingSystem logging) {
        this.nameNode = nameNode;
        this.callers = callers;
        this.levels = new LogLevels(logging);
    }

    void stacks(HttpServletResponse response) throws IOException {
        send(response, "text/plain;charset=UTF-8", ThreadDump.text());
    }

    /** Shows a level. Setting one needs a POST: a link on a page of another site could send a GET. */
    void showLogLevel(HttpServletRequest request, HttpServletResponse response) throws HdfsException, IOException {
        QueryString query = QueryString.parse(request.getQueryString());
        Caller caller = superuser(request, query);
        if (query.get("level") != null) {
            response.setHeader("Allow", "POST");
            RemoteExceptions.send(
                    response,
                    HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "A level is set by POST");
            return;
        }
        send(response, "text/html;charset=UTF-8", levels.page(query.get("log"), null, caller.user()));
    }

    void setLogLevel(HttpServletRequest request, HttpServletResponse response) throws HdfsException, IOException {
        QueryString query = QueryString.parse(request.getQueryString());
        Caller caller = superuser(request, query);
        String level = request.getParameter("level");
        if (level == null) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "The parameter level is missing");
        }
        send(response, "text/html;charset=UTF-8", levels.page(request.getParameter("log"), level, caller.user()));
    }

    private Caller superuser(HttpServletRequest request, QueryString query) throws HdfsException {
        Caller caller = callers.resolve(request, query);
        caller.checkSuperuser();
        return caller;
    }

    void fsck(HttpServletRequest request, HttpServletResponse response) throws HdfsException, IOException {
        QueryString query = QueryString.parse(request.getQueryString());
        for (String changing : List.of("move", "delete")) {
            if (query.get(changing) != null) {
                throw new HdfsException(
                        ErrorCode.UNSUPPORTED_OPERATION, "fsck only looks: " + changing + " is not supported");
            }
        }
        Caller caller = fsckCaller(request, query);
        String asked = query.get("path");
        HdfsPath path = HdfsPath.parse(asked == null || asked.isEmpty() ? "/" : asked);
        long start = System.nanoTime();
        String head = FsckText.head(caller.user(), caller.remoteAddress(), path.toString(), now());
        send(response, "text/plain;charset=UTF-8", head + check(caller, path, start));
    }

    private String check(Caller caller, HdfsPath path, long start) throws HdfsException {
        FsckReport report;
        try {
            report = nameNode.queryLong(caller, new Fsck(path));
        } catch (HdfsException e) {
            if (e.code() == ErrorCode.FILE_NOT_FOUND) {
                return "\nPath '" + path + "' does not exist\n";
            }
            // As HDFS's tool expects it: said in the text, under status 200.
            return e.getMessage() + "\n\n\nFsck on path '" + path + "' FAILED\n";
        }
        List<DatanodeInfo> nodes = nameNode.apply(soft -> soft.blocks().datanodes()).stream()
                .filter(node -> node.state() != LivenessState.DEAD)
                .toList();
        int racks = (int) nodes.stream().map(DatanodeInfo::rack).distinct().count();
        BlockStats stats = nameNode.apply(soft -> soft.blocks().stats());
        int replication = nameNode.query(caller, new GetServerDefaults()).replication();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        return FsckText.body(report, nodes.size(), racks, replication, stats.underReplicatedBlocks())
                + FsckText.end(report.healthy(), path.toString(), now(), millis);
    }

    /** HDFS's tool names its user in a parameter of its own. */
    private Caller fsckCaller(HttpServletRequest request, QueryString query) throws HdfsException {
        @Nullable String ugi = query.get("ugi");
        return ugi == null || ugi.isEmpty() || query.get("user.name") != null
                ? callers.resolve(request, query)
                : callers.named(ugi, request.getRemoteAddr());
    }

    private static String now() {
        return ZonedDateTime.now(ZoneOffset.UTC).format(DATE);
    }

    private static void send(HttpServletResponse response, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setContentType(type);
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
