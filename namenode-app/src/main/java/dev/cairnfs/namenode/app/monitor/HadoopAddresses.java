package dev.cairnfs.namenode.app.monitor;

import dev.cairnfs.http.RemoteExceptions;
import dev.cairnfs.namenode.app.http.QueryString;
import dev.cairnfs.namenode.app.settings.NameNodeProperties;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The addresses that tools around HDFS know: {@code /jmx}, {@code /conf}, {@code /stacks}, {@code /fsck}, ..., old pages. */
public final class HadoopAddresses extends HttpServlet {
    /** What it is mapped to. */
    public static final List<String> PATHS = List.of(
            "/jmx",
            "/conf",
            "/stacks",
            "/fsck",
            "/logLevel",
            "/isActive",
            "/prom",
            "/dfshealth.html",
            "/explorer.html",
            "/index.html");

    private static final long serialVersionUID = 1L;

    private final transient NameNodeProperties settings;

    private final transient OperatorPages pages;

    public HadoopAddresses(NameNodeProperties settings, OperatorPages pages) {
        this.pages = pages;
        this.settings = settings;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            switch (request.getServletPath()) {
                case "/jmx" -> JmxReport.send(QueryString.parse(request.getQueryString()), response);
                case "/conf" -> conf(response);
                case "/stacks" -> pages.stacks(response);
                case "/fsck" -> pages.fsck(request, response);
                case "/logLevel" -> pages.showLogLevel(request, response);
                case "/isActive" -> text(response, "true");
                case "/prom" -> response.sendRedirect("/actuator/prometheus");
                case "/explorer.html" -> response.sendRedirect("/ui/files");
                default -> response.sendRedirect("/");
            }
        } catch (HdfsException e) {
            RemoteExceptions.send(response, e);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getServletPath().equals("/logLevel")) {
            refuse(response);
            return;
        }
        try {
            pages.setLogLevel(request, response);
        } catch (HdfsException e) {
            RemoteExceptions.send(response, e);
        }
    }

    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        refuse(response);
    }

    @Override
    protected void doDelete(HttpServletRequest request, HttpServletResponse response) throws IOException {
        refuse(response);
    }

    private static void refuse(HttpServletResponse response) throws IOException {
        response.setHeader("Allow", "GET, HEAD");
        RemoteExceptions.send(
                response,
                HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                ErrorCode.UNSUPPORTED_OPERATION,
                "Only GET is supported here");
    }

    private static void text(HttpServletResponse response, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setContentType("text/plain;charset=UTF-8");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /** The effective settings under HDFS's keys, in the form of Hadoop's JSON. */
    private void conf(HttpServletResponse response) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("dfs.namenode.name.dir", settings.nameDirs().toString());
        values.put("dfs.heartbeat.interval", settings.heartbeatInterval().toSeconds() + "s");
        values.put(
                "dfs.namenode.heartbeat.recheck-interval",
                Long.toString(settings.heartbeatRecheckInterval().toMillis()));
        values.put(
                "dfs.namenode.stale.datanode.interval",
                Long.toString(settings.staleDatanodeInterval().toMillis()));
        values.put(
                "dfs.blockreport.intervalMsec",
                Long.toString(settings.blockReportInterval().toMillis()));
        values.put(
                "dfs.namenode.accesstime.precision",
                Long.toString(settings.accessTimePrecision().toMillis()));
        values.put("dfs.blocksize", Long.toString(settings.blockSize().standardBytes()));
        values.put(
                "dfs.namenode.fs-limits.min-block-size",
                Long.toString(settings.blockSize().minimumBytes()));
        values.put("dfs.replication", Integer.toString(settings.replication().standard()));
        values.put(
                "dfs.replication.max", Integer.toString(settings.replication().maximum()));
        values.put(
                "dfs.namenode.replication.min",
                Integer.toString(settings.replication().minimum()));
        values.put(
                "dfs.permissions.enabled",
                Boolean.toString(settings.permissions().enabled()));
        values.put("dfs.permissions.superusergroup", settings.permissions().supergroup());
        values.put("fs.permissions.umask-mode", settings.permissions().umask());
        values.put(
                "dfs.namenode.safemode.threshold-pct",
                Double.toString(settings.safemode().thresholdPct()));
        values.put(
                "dfs.namenode.safemode.extension",
                Long.toString(settings.safemode().extension().toMillis()));
        values.put(
                "dfs.namenode.checkpoint.period", settings.checkpoint().period().toSeconds() + "s");
        values.put(
                "dfs.namenode.checkpoint.txns",
                Long.toString(settings.checkpoint().transactions()));
        JmxReport.sendProperties(values, response);
    }
}
