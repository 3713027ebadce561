package dev.cairnfs.webui.shell;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.webui.ClusterView;
import dev.cairnfs.webui.ConsoleBackend;
import dev.cairnfs.webui.ConsoleUser;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;

/** Makes the frame for a request. It never fails for the cluster's sake: a page must load when parts are down. */
public final class ShellFactory {
    private final ConsoleBackend backend;
    private final ConsoleUsers users;
    private final ConsoleToken token;
    private final ConsoleAssets assets;
    private final Clock clock;

    public ShellFactory(
            ConsoleBackend backend, ConsoleUsers users, ConsoleToken token, ConsoleAssets assets, Clock clock) {
        this.backend = backend;
        this.users = users;
        this.token = token;
        this.assets = assets;
        this.clock = clock;
    }

    /** The wall clock, for ages of things that are dated by it. */
    public long nowMillis() {
        return clock.millis();
    }

    /** The frame for this request. */
    public Shell of(HttpServletRequest request) {
        ConsoleUser user = users.of(request);
        String now = Formats.instant(nowMillis());
        try {
            ClusterView cluster = backend.cluster();
            return new Shell(
                    cluster.name(),
                    cluster.role(),
                    cluster.version(),
                    cluster.safeMode() ? "on" : "off",
                    user.name(),
                    backend.isSuperuser(user),
                    token.of(user),
                    assets.version(),
                    now);
        } catch (HdfsException e) {
            return new Shell(
                    Formats.UNKNOWN,
                    Formats.UNKNOWN,
                    Formats.UNKNOWN,
                    Formats.UNKNOWN,
                    user.name(),
                    false,
                    token.of(user),
                    assets.version(),
                    now);
        }
    }
}
