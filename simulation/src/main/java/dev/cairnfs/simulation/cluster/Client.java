package dev.cairnfs.simulation.cluster;

import dev.cairnfs.client.CairnFileSystem;
import dev.cairnfs.client.ClientSettings;
import dev.cairnfs.client.write.WriteSettings;
import dev.cairnfs.simulation.runtime.Fiber;
import dev.cairnfs.simulation.runtime.OsProcess;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A machine on which one process of the real client after the other works with files. */
final class Client {
    private static final int THINK_MAX_MILLIS = 1500;
    private static final int PACKET_BYTES = 3000;

    private final Site site;
    private final Ledger ledger;
    private final String host;
    private final int index;
    private final boolean lingers;
    private @Nullable OsProcess process;
    private boolean stopped;
    private long lingersUntilMillis;
    private int lives;

    Client(Site site, Ledger ledger, int index) {
        this.site = site;
        this.ledger = ledger;
        this.index = index;
        this.host = "10.0.2." + index;
        this.lingers = site.world().chance(50);
    }

    String host() {
        return host;
    }

    void start() {
        lives++;
        OsProcess started = new OsProcess(site.kernel(), host, "client-" + index + "-" + lives);
        process = started;
        started.atDeath(() -> {
            if (!stopped) {
                site.world().soon(5000, this::start);
            }
        });
        started.spawn("main", this::live);
    }

    void kill() {
        OsProcess running = process;
        if (running != null && running.isAlive()) {
            site.log().add(host, "is killed");
            running.kill();
        }
    }

    /** Nothing further is begun; but some clients keep one file open for so long. */
    void stop(int lingerMillis) {
        stopped = true;
        lingersUntilMillis = site.nowMillis() + lingerMillis;
    }

    static CairnFileSystem open(Site site, String host) {
        ClientSettings settings = ClientSettings.of(URI.create("http://namenode:9870"), "hdfs");
        WriteSettings write = new WriteSettings(
                PACKET_BYTES, settings.write().checksum(), settings.write().policy());
        return CairnFileSystem.open(settings.withWrite(write), new LinkedClientProtocol(site, host), () -> {});
    }

    private void live() {
        Workload workload = new Workload(site, ledger, open(site, host), host, "/files/c" + index);
        while (!stopped) {
            workload.act();
            sleep(1 + site.kernel().random().nextInt(THINK_MAX_MILLIS));
        }
        // What it may have opened without knowing it nobody can give up.
        if (lingers && !workload.mayHaveOpened()) {
            workload.keepOpen(() -> sleep(lingersUntilMillis - site.nowMillis()));
        }
    }

    private void sleep(long millis) {
        Fiber fiber = site.kernel().fiber();
        if (fiber != null) {
            fiber.sleepThrough(millis);
        }
    }
}
