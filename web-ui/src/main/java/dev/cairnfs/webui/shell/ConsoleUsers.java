package dev.cairnfs.webui.shell;

import dev.cairnfs.webui.ConsoleBackend;
import dev.cairnfs.webui.ConsoleUser;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;

/**
 * Finds out who asks. While authentication is off, a visitor names himself (HDFS's simple authentication): the name is
 * kept in a cookie.
 */
public final class ConsoleUsers {
    /** The cookie with the chosen name. */
    public static final String COOKIE = "cairn-user";

    /** HDFS's rule for user names ({@code dfs.webhdfs.user.provider.user.pattern}). */
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9._-]{0,63}[$]?");

    private final ConsoleBackend backend;

    public ConsoleUsers(ConsoleBackend backend) {
        this.backend = backend;
    }

    /** The chosen user, or the backend's default. A cookie that is no user name counts as none. */
    public ConsoleUser of(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(COOKIE) && isValid(cookie.getValue())) {
                    return new ConsoleUser(cookie.getValue(), request.getRemoteAddr());
                }
            }
        }
        return new ConsoleUser(backend.defaultUser(), request.getRemoteAddr());
    }

    static boolean isValid(String name) {
        return NAME.matcher(name).matches();
    }
}
