package dev.cairnfs.http;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.web.CrossSiteRules;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Applies {@link CrossSiteRules} to every request. Any thread. */
public final class CrossSiteFilter implements Filter {
    private final CrossSiteRules rules;

    public CrossSiteFilter(CrossSiteRules rules) {
        this.rules = rules;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        String refusal = rules.refusal(
                http.getMethod(), http.getHeader("Host"), http.getHeader("Origin"), http.getHeader("Sec-Fetch-Site"));
        if (refusal == null) {
            chain.doFilter(request, response);
        } else {
            RemoteExceptions.send((HttpServletResponse) response, new HdfsException(ErrorCode.AUTHORIZATION, refusal));
        }
    }
}
