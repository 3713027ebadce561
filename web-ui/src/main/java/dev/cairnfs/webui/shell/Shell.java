package dev.cairnfs.webui.shell;

/**
 * The frame around a page.
 *
 * @param safeMode {@code on}, {@code off} or {@code unknown}
 * @param asset version of the static files
 * @param now the server's wall clock when the page was made, milliseconds
 */
public record Shell(
        String cluster,
        String role,
        String version,
        String safeMode,
        String user,
        boolean superuser,
        String token,
        String asset,
        String now) {}
