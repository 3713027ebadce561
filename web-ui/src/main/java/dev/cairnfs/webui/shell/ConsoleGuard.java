package dev.cairnfs.webui.shell;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Sets the security headers of every console answer and refuses requests that would change something unless they come
 * from a console page of this server: same origin by the browser's own word, and with the console's token.
 */
public final class ConsoleGuard implements HandlerInterceptor {
    /** The policy of every page. No inline script or style, nothing from elsewhere. */
    public static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private final ConsoleUsers users;
    private final ConsoleToken token;

    public ConsoleGuard(ConsoleUsers users, ConsoleToken token) {
        this.users = users;
        this.token = token;
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws HdfsException {
        response.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "same-origin");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cache-Control", "no-store");
        if (!READING.contains(request.getMethod())) {
            requireSameOrigin(request);
            if (!token.matches(users.of(request), request.getHeader(ConsoleToken.HEADER))) {
                throw refused("The request does not carry this page's token. The page is older than the NameNode's"
                        + " last start, or the user was changed in another tab: load the page again.");
            }
        }
        return true;
    }

    private static void requireSameOrigin(HttpServletRequest request) throws HdfsException {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            if (!site.equals("same-origin")) {
                throw refused("The request comes from another site; nothing was changed.");
            }
            return;
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !sameOrigin(origin, request)) {
            throw refused("The request comes from another origin; nothing was changed.");
        }
    }

    /** Compares with what the client addressed, so that a proxy that keeps the Host header needs no setting. */
    private static boolean sameOrigin(String origin, HttpServletRequest request) {
        @Nullable String host = request.getHeader("Host");
        int scheme = origin.indexOf("://");
        return host != null
                && scheme > 0
                && origin.substring(scheme + 3).toLowerCase(Locale.ROOT).equals(host.toLowerCase(Locale.ROOT));
    }

    private static HdfsException refused(String message) {
        return new HdfsException(ErrorCode.AUTHORIZATION, message);
    }
}
