package dev.cairnfs.webui.shell;

import jakarta.servlet.http.HttpServletResponse;

/** How an action answers the browser once it is done. */
public final class Reply {
    private Reply() {}

    /**
     * Sends the browser to a page and leaves a notice to show there.
     *
     * @param location with the context path, already encoded
     */
    public static void done(HttpServletResponse response, String location, String notice) {
        response.setHeader("HX-Trigger", "{\"cairn:notice\":\"" + json(notice) + "\"}");
        response.setHeader("HX-Redirect", location);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    /** Header values are ASCII: everything else, and everything that JSON or a header could misread, is escaped. */
    private static String json(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c > 0x7e || c == '"' || c == '\\' || c == '<') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
