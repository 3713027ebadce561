package dev.cairnfs.webui.shell;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Writes the REST form of what a page does, ready for a shell. */
public final class Curl {
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private Curl() {}

    /** Percent-encodes all but RFC 3986's unreserved characters, so that the text is also safe inside single quotes. */
    public static String encode(String text) {
        return encode(text, "");
    }

    /** A path's encoded form: slashes stay. */
    public static String encodePath(String path) {
        return encode(path, "/");
    }

    private static String encode(String text, String kept) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 0x80 && (UNRESERVED.indexOf(c) >= 0 || kept.indexOf(c) >= 0)) {
                out.append(c);
            } else {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return out.toString();
    }

    /** Where this server's root is, as the browser sees it, without a slash at the end. */
    public static String base(HttpServletRequest request) {
        return ServletUriComponentsBuilder.fromContextPath(request).build().toUriString();
    }

    /**
     * A WebHDFS call below this server's root.
     *
     * @param query the parameters after {@code op=}, already encoded, without {@code user.name}
     */
    public static String webhdfsHref(HttpServletRequest request, String path, String query, String user) {
        return request.getContextPath() + "/webhdfs/v1" + encodePath(path) + "?op=" + query + "&user.name="
                + encode(user);
    }

    /**
     * A curl line for a WebHDFS call.
     *
     * @param options curl's options, such as {@code -X PUT}
     */
    public static String webhdfs(HttpServletRequest request, String options, String path, String query, String user) {
        return "curl " + options + " '" + base(request) + "/webhdfs/v1" + encodePath(path) + "?op=" + query
                + "&user.name=" + encode(user) + "'";
    }

    /** The line that has a file closed whose writer is gone. */
    public static String recoverLease(HttpServletRequest request, String path, String user) {
        String body = "{\"path\":" + json(path) + ",\"clientName\":" + json("operator-" + user) + "}";
        String options = "-X POST -H 'Content-Type: application/json' -d " + quoted(body);
        return api(request, options, "/client/recover-lease", user);
    }

    /** A JSON string; what is not ASCII stays as it is. */
    static String json(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    /** One word for a shell, whatever is in it. */
    static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** A curl line for a call of {@code /api/v1}; {@code pathAndQuery} begins with a slash and is already encoded. */
    public static String api(HttpServletRequest request, String options, String pathAndQuery, String user) {
        String joint = pathAndQuery.indexOf('?') < 0 ? "?" : "&";
        return "curl " + (options.isEmpty() ? "" : options + " ") + "'" + base(request) + "/api/v1" + pathAndQuery
                + joint + "user.name=" + encode(user) + "'";
    }
}
