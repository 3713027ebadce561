package dev.cairnfs.namenode.app.wiring;

import dev.cairnfs.namenode.app.core.CannotStartException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why there is no start, in place of a page of stack traces. Found through {@code META-INF/spring.factories}. */
public final class StartFailureAnalyzer extends AbstractFailureAnalyzer<CannotStartException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, CannotStartException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), rootFailure);
    }
}
