package dev.cairnfs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A window of the machine's Chromium that remembers everything the browser complained about; a breach of the content
 * security policy is among it. Without Chromium the test is skipped, except where {@code CI=true}: there it fails.
 */
final class BrowserWindow implements AutoCloseable {
    private static final String AXE = axe();
    private static final int LIMIT_MILLIS = 60_000;

    private final Playwright playwright;
    private final Browser browser;
    private final Page page;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private BrowserWindow(Path executable) {
        PlaywrightAssertions.setDefaultAssertionTimeout(LIMIT_MILLIS);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setHeadless(true)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
        page = browser.newPage(
                new Browser.NewPageOptions().setAcceptDownloads(true).setViewportSize(1280, 860));
        page.setDefaultTimeout(LIMIT_MILLIS);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.type() + " at " + page.url() + ": " + message.text());
            }
        });
        page.onPageError(error -> complaints.add("exception at " + page.url() + ": " + error));
        page.onRequestFailed(request -> complaints.add("failed request " + request.url() + ": " + request.failure()));
    }

    /** Must be called before the cluster is started, so that a machine without Chromium starts none in vain. */
    static BrowserWindow open() {
        Optional<Path> executable = chromium();
        if (executable.isEmpty()) {
            String message = "no chromium on PATH: the console's test on a cluster cannot run";
            Assertions.assertNotEquals("true", System.getenv("CI"), message);
            System.out.println("SKIPPED: " + message);
            Assumptions.abort(message);
        }
        return new BrowserWindow(executable.orElseThrow());
    }

    private static Optional<Path> chromium() {
        String path = System.getenv("PATH");
        for (String directory : path == null ? new String[0] : path.split(File.pathSeparator, -1)) {
            for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
                Path candidate = Path.of(directory, name);
                if (Files.isExecutable(candidate)) {
                    return Optional.of(candidate);
                }
            }
        }
        return Optional.empty();
    }

    Page page() {
        return page;
    }

    /** No error on the browser's console, no failed request. */
    void assertQuiet() {
        assertThat(complaints).as("what the browser complained about").isEmpty();
    }

    /** A download begins as a page load that the browser then gives up; what was complained about before stays. */
    void forgetAbortedLoads() {
        complaints.removeIf(complaint -> complaint.contains("net::ERR_ABORTED"));
    }

    /** The page has no accessibility finding. The script goes in by the debugger, past the page's policy. */
    void assertAccessible() {
        page.evaluate(AXE + "; 0");
        Object findings = page.evaluate("""
                () => axe.run(document, { resultTypes: ["violations"] }).then((result) => result.violations.map((v) =>
                  `${v.id}: ${v.help}: ` + v.nodes.slice(0, 4).map((n) => n.html).join(" | ")))
                """);
        assertThat((List<?>) findings).as("axe findings at " + page.url()).isEmpty();
    }

    private static String axe() {
        try (InputStream in = AxeBuilder.class.getClassLoader().getResourceAsStream("axe.min.js")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps a picture where the system property cairn.screenshots names a directory. */
    void picture(String name) {
        String directory = System.getProperty("cairn.screenshots");
        if (directory != null) {
            page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(Path.of(directory, name + ".png")));
        }
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
