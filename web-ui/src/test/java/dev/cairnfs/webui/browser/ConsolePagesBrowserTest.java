package dev.cairnfs.webui.browser;

import com.microsoft.playwright.options.ColorScheme;
import dev.cairnfs.webui.fake.FakeConsoleApplication;
import dev.cairnfs.webui.fake.FakeConsoleBackend;
import dev.cairnfs.webui.fake.FakeLeases;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/** Every page in both themes and on two widths: quiet, accessible, within the window. */
@ResourceLock("chromium")
final class ConsolePagesBrowserTest {
    private static final List<String[]> PAGES = List.of(
            new String[] {"overview", "/ui/overview"},
            new String[] {"files-root", "/ui/files"},
            new String[] {"files-events", "/ui/files?path=/data/events&sort=size&order=desc"},
            new String[] {"files-odd", "/ui/files?path=/odd"},
            new String[] {"files-empty", "/ui/files?path=/empty"},
            new String[] {"file", "/ui/files?path=/data/archive.tar"},
            new String[] {"file-open", "/ui/files?path=/tmp/open.log"},
            new String[] {"file-recovering", "/ui/files?path=" + FakeLeases.RECOVERING},
            new String[] {"file-stalled", "/ui/files?path=" + FakeLeases.STALLED},
            new String[] {"file-zero", "/ui/files?path=/data/zero"},
            new String[] {"datanodes", "/ui/datanodes"},
            new String[] {"datanode", "/ui/datanodes/0b6f4d2e-55aa-4c1e-9f00-000000000002"},
            new String[] {"datanode-dead", "/ui/datanodes/0b6f4d2e-55aa-4c1e-9f00-000000000004"},
            new String[] {"replicas", "/ui/replicas"},
            new String[] {"replicas-under", "/ui/replicas?kind=under-replicated"},
            new String[] {"replicas-racks", "/ui/replicas?kind=badly-distributed"},
            new String[] {"replicas-none", "/ui/replicas?kind=corrupt"},
            new String[] {"safe-mode-off", "/ui/safe-mode"},
            new String[] {"leases", "/ui/leases"},
            new String[] {"leases-stalled", "/ui/leases?state=stalled"},
            new String[] {"leases-none", "/ui/leases?filter=nowhere&sort=path"},
            new String[] {"recover-lease", "/ui/leases/recover?path=" + FakeLeases.WRITTEN},
            new String[] {"recover-lease-again", "/ui/leases/recover?path=" + FakeLeases.STALLED},
            new String[] {"namenode", "/ui/namenode"},
            new String[] {"search", "/ui/search?q=rack"},
            new String[] {"delete", "/ui/files/delete?path=/data"},
            new String[] {"user", "/ui/user"});

    /** Their parts are on other pages too, so that axe need not look at them twice. */
    private static final Set<String> SAME_LAYOUT_WHEN_NARROW = Set.of(
            "files-root",
            "files-empty",
            "file-zero",
            "datanode-dead",
            "search",
            "user",
            "delete",
            "overview-safe-mode",
            "safe-mode-countdown",
            "datanodes-fresh",
            "leases-fresh");

    private static @Nullable Chromium chromium;
    private static @Nullable ConfigurableApplicationContext console;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
        console = FakeConsoleApplication.start(0);
    }

    @AfterAll
    static void stop() {
        if (console != null) {
            console.close();
        }
        if (chromium != null) {
            chromium.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 390})
    void everyPage(int width) {
        try (ConsoleSession session = session(width)) {
            for (String[] entry : PAGES) {
                show(session, entry[1], entry[0]);
            }
            backend().show(FakeConsoleBackend.SafeMode.WAITING);
            show(session, "/ui/safe-mode", "safe-mode-waiting");
            show(session, "/ui/overview", "overview-safe-mode");
            show(session, "/ui/safe-mode/change?action=leave", "safe-mode-leave");
            show(session, "/ui/files?path=/data", "files-safe-mode");
            backend().show(FakeConsoleBackend.SafeMode.COUNTDOWN);
            show(session, "/ui/safe-mode", "safe-mode-countdown");
            backend().show(FakeConsoleBackend.SafeMode.OFF);
            backend().showFresh(true);
            show(session, "/ui/overview", "overview-fresh");
            show(session, "/ui/datanodes", "datanodes-fresh");
            show(session, "/ui/leases", "leases-fresh");
        } finally {
            backend().show(FakeConsoleBackend.SafeMode.OFF);
            backend().showFresh(false);
        }
    }

    /** The system's theme comes with the load; the other one is put on as the page's button does. */
    private static void show(ConsoleSession session, String path, String picture) {
        session.open(path);
        session.assertFits();
        session.picture(picture, ColorScheme.LIGHT);
        if (session.isWide() || !SAME_LAYOUT_WHEN_NARROW.contains(picture)) {
            session.assertAccessible(false);
        }
        session.theme(ColorScheme.DARK);
        session.picture(picture, ColorScheme.DARK);
        if (session.isWide()) {
            session.assertAccessible(true); // The colours do not depend on the width.
        }
        session.assertQuiet();
    }

    private static FakeConsoleBackend backend() {
        return context().getBean(FakeConsoleBackend.class);
    }

    private static ConfigurableApplicationContext context() {
        return Objects.requireNonNull(console);
    }

    private static ConsoleSession session(int width) {
        String base = "http://127.0.0.1:" + context().getEnvironment().getProperty("local.server.port");
        return new ConsoleSession(Objects.requireNonNull(chromium).browser(), base, ColorScheme.LIGHT, width);
    }
}
