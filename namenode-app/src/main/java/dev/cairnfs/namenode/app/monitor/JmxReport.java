package dev.cairnfs.namenode.app.monitor;

import dev.cairnfs.http.JsonBuffer;
import dev.cairnfs.namenode.app.http.QueryString;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeSet;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;

/** The MBeans as JSON, in the form of Hadoop's {@code /jmx}: {@code qry} selects beans, {@code get} one attribute. */
final class JmxReport {
    private JmxReport() {}

    static void send(QueryString query, HttpServletResponse response) throws HdfsException, IOException {
        String get = query.get("get");
        String only = "";
        String pattern = query.get("qry");
        if (get != null) {
            int cut = get.indexOf("::");
            if (cut < 0) {
                throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "query format is not as expected.");
            }
            pattern = get.substring(0, cut);
            only = get.substring(cut + 2);
        }
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        JsonBuffer json = new JsonBuffer(16 << 10);
        json.raw("{\"beans\":[");
        boolean first = true;
        for (ObjectName name : new TreeSet<>(server.queryNames(pattern(pattern), null))) {
            if (!first) {
                json.raw(',');
            }
            first = false;
            bean(server, name, only, json);
        }
        json.raw("]}");
        send(json, response);
    }

    private static ObjectName pattern(@org.jspecify.annotations.Nullable String text) throws HdfsException {
        try {
            return new ObjectName(text == null ? "*:*" : text);
        } catch (MalformedObjectNameException e) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "Not a name of MBeans: " + text, e);
        }
    }

    private static void bean(MBeanServer server, ObjectName name, String only, JsonBuffer json) {
        json.raw("{\"name\":").string(name.toString());
        try {
            var info = server.getMBeanInfo(name);
            json.raw(",\"modelerType\":").string(info.getClassName());
            for (MBeanAttributeInfo attribute : info.getAttributes()) {
                if (attribute.isReadable() && (only.isEmpty() || only.equals(attribute.getName()))) {
                    attribute(server, name, attribute.getName(), json);
                }
            }
        } catch (JMException e) {
            // The bean has gone since it was listed: what is written of it so far is true.
            json.raw(",\"result\":\"ERROR\"");
        }
        json.raw('}');
    }

    private static void attribute(MBeanServer server, ObjectName name, String attribute, JsonBuffer json) {
        Object value;
        try {
            value = server.getAttribute(name, attribute);
        } catch (JMException | RuntimeMBeanException e) {
            // Some attributes of the platform's beans are not supported on every machine; Hadoop leaves them out, too.
            return;
        }
        if (value instanceof Double number && (number.isNaN() || number.isInfinite())) {
            json.raw(',').string(attribute).raw(":null");
        } else if (value instanceof Number || value instanceof Boolean) {
            json.raw(',').string(attribute).raw(':').raw(value.toString());
        } else if (value instanceof String || value instanceof Enum || value instanceof ObjectName) {
            json.raw(',').string(attribute).raw(':').string(value.toString());
        }
    }

    static void sendProperties(Map<String, String> values, HttpServletResponse response) throws IOException {
        JsonBuffer json = new JsonBuffer(4 << 10);
        json.raw("{\"properties\":[");
        boolean first = true;
        for (Map.Entry<String, String> entry : values.entrySet()) {
            json.raw(first ? "{\"key\":" : ",{\"key\":").string(entry.getKey());
            json.raw(",\"value\":").string(entry.getValue()).raw(",\"isFinal\":false,\"resource\":\"cairn\"}");
            first = false;
        }
        json.raw("]}");
        send(json, response);
    }

    private static void send(JsonBuffer json, HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        response.setContentLength(json.length());
        json.writeTo(response.getOutputStream());
    }
}
