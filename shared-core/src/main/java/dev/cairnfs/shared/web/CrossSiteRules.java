package dev.cairnfs.shared.web;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other people's web pages from using a server through the browser of somebody who may. A page that has its own
 * name point to this machine (DNS rebinding) is known by the Host header, a request across sites by what browsers say
 * about it (Fetch Metadata, and the Origin of RFC 6454). Programs send neither, and are let through. Immutable.
 */
public final class CrossSiteRules {
    private final Set<String> hosts = new HashSet<>();
    private final int foreignPort;

    private CrossSiteRules(Collection<String> hosts, int foreignPort) {
        for (String host : hosts) {
            this.hosts.add(host.toLowerCase(Locale.ROOT));
        }
        this.foreignPort = foreignPort;
    }

    /**
     * Rules of a server whose pages are its own.
     *
     * @param hosts the names and addresses of the server, beside those of the loopback interface
     */
    public static CrossSiteRules of(Collection<String> hosts) {
        return new CrossSiteRules(hosts, -1);
    }

    /**
     * Rules of a server that serves another one's pages.
     *
     * @param hosts the names and addresses of both
     * @param port the port of the other one; pages from there count as not foreign, whatever the browser calls them
     */
    public static CrossSiteRules withPagesAt(Collection<String> hosts, int port) {
        return new CrossSiteRules(hosts, port);
    }

    /**
     * Why a request must be refused, or null.
     *
     * @param host the header Host
     * @param origin the header Origin
     * @param fetchSite the header Sec-Fetch-Site
     */
    public @Nullable String refusal(
            String method, @Nullable String host, @Nullable String origin, @Nullable String fetchSite) {
        if (host != null && !host.isEmpty() && !isOwn(nameOf(host))) {
            return "This server is not called " + host;
        }
        if (method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS")) {
            return null;
        }
        if (origin != null) {
            if (!allowsOrigin(origin)) {
                return "The request comes from a page of another site; nothing was changed";
            }
            if (foreignPort >= 0) {
                // Pages at localhost and servers at 127.0.0.1 are of two sites to a browser.
                return null;
            }
        }
        return "cross-site".equals(fetchSite)
                ? "The request comes from a page of another site; nothing was changed"
                : null;
    }

    /** Whether pages of this origin may change something here. */
    public boolean allowsOrigin(String origin) {
        int scheme = origin.indexOf("://");
        if (scheme < 0) {
            return false;
        }
        String authority = origin.substring(scheme + 3);
        return isOwn(nameOf(authority)) && (foreignPort < 0 || portOf(authority) == foreignPort);
    }

    private boolean isOwn(String name) {
        return isLoopback(name) || hosts.contains(name.toLowerCase(Locale.ROOT));
    }

    private static boolean isLoopback(String name) {
        if (name.equals("::1") || name.equalsIgnoreCase("localhost")) {
            return true;
        }
        if (!name.startsWith("127.")) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }

    private static String nameOf(String authority) {
        if (authority.startsWith("[")) {
            int end = authority.indexOf(']');
            return end < 0 ? authority : authority.substring(1, end);
        }
        int colon = authority.indexOf(':');
        return colon < 0 ? authority : authority.substring(0, colon);
    }

    private static int portOf(String authority) {
        int colon = authority.lastIndexOf(':');
        if (colon <= authority.lastIndexOf(']')) {
            return 80;
        }
        try {
            return Integer.parseInt(authority.substring(colon + 1));
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
