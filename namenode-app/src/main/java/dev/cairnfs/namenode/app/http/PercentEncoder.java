package dev.cairnfs.namenode.app.http;

import java.nio.charset.StandardCharsets;

/** Percent-encoding for redirects: everything but RFC 3986's unreserved characters is escaped. */
public final class PercentEncoder {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private PercentEncoder() {}

    /** A decoded path, its slashes kept. */
    public static void path(StringBuilder out, String path) {
        encode(out, path, true);
    }

    /** The value of a query parameter. */
    public static void queryValue(StringBuilder out, String value) {
        encode(out, value, false);
    }

    private static void encode(StringBuilder out, String text, boolean keepSlash) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '.'
                    || c == '_'
                    || c == '~'
                    || (c == '/' && keepSlash);
            if (plain) {
                out.append(c);
            } else {
                out.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
            }
        }
    }
}
