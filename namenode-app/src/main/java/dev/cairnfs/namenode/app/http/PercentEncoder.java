package dev.cairnfs.namenode.app.http;

import java.nio.charset.StandardCharsets;

/** Percent-encoding for redirects: what is not plainly legal is escaped. */
public final class PercentEncoder {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private PercentEncoder() {}

    /** A decoded path, its slashes kept. */
    public static void path(StringBuilder out, String path) {
        encode(out, path, "/");
    }

    /** The value of a query parameter. */
    public static void queryValue(StringBuilder out, String value) {
        // Legal in a query as they are (RFC 3986, section 3.4), and easier to read.
        encode(out, value, ":/@,");
    }

    private static void encode(StringBuilder out, String text, String kept) {
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '-'
                    || c == '.'
                    || c == '_'
                    || c == '~'
                    || kept.indexOf(c) >= 0;
            if (plain) {
                out.append(c);
            } else {
                out.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
            }
        }
    }
}
