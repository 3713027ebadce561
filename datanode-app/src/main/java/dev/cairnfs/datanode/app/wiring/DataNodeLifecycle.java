package dev.cairnfs.datanode.app.wiring;

import dev.cairnfs.datanode.DataNode;
import java.util.Objects;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/** Joins the cluster as soon as the HTTP port is known, which the registration carries. */
final class DataNodeLifecycle implements SmartLifecycle {
    private final DataNode dataNode;
    private final ServletWebServerApplicationContext context;
    private volatile boolean running;

    DataNodeLifecycle(DataNode dataNode, ServletWebServerApplicationContext context) {
        this.dataNode = dataNode;
        this.context = context;
    }

    @Override
    public void start() {
        running = true;
        dataNode.start(
                Objects.requireNonNull(context.getWebServer(), "no web server").getPort());
    }

    @Override
    public void stop() {
        // Closing the core is the bean's own business; what is under way may end until then.
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After the web server, which starts two below the last phase. */
    @Override
    public int getPhase() {
        return SmartLifecycle.DEFAULT_PHASE;
    }
}
