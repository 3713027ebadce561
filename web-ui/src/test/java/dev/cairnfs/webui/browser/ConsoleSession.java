package dev.cairnfs.webui.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** A browser window on the console that remembers everything the browser complained about. */
final class ConsoleSession implements AutoCloseable {
    private static final String AXE = axe();

    private final BrowserContext context;
    private final Page page;
    private final String base;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    ConsoleSession(Browser browser, String base, ColorScheme scheme, int width) {
        PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
        this.base = base;
        this.context = browser.newContext(new Browser.NewContextOptions()
                .setColorScheme(scheme)
                .setLocale("en-GB")
                .setTimezoneId("Europe/Vienna")
                .setAcceptDownloads(true)
                .setViewportSize(width, width < 600 ? 844 : 860));
        context.setDefaultTimeout(20_000);
        this.page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.type() + " at " + page.url() + ": " + message.text());
            }
        });
        page.onPageError(error -> complaints.add("exception at " + page.url() + ": " + error));
        page.onRequestFailed(request -> complaints.add("failed request " + request.url() + ": " + request.failure()));
    }

    Page page() {
        return page;
    }

    Page open(String path) {
        page.navigate(base + path);
        page.waitForFunction("() => window.htmx !== undefined && document.readyState === 'complete'");
        return page;
    }

    void assertQuiet() {
        assertThat(complaints).as("what the browser complained about").isEmpty();
    }

    void forgetComplaints() {
        complaints.clear();
    }

    /**
     * Runs axe on the page as it stands. The script goes in by the debugger, past the page's policy, which stays in force.
     *
     * @param contrastOnly leaves out the rules that do not depend on colours
     */
    void assertAccessible(boolean contrastOnly) {
        page.evaluate(AXE + "; 0");
        Object findings = page.evaluate("""
                (contrastOnly) => axe.run(document, {
                  resultTypes: ["violations"],
                  ...(contrastOnly ? { runOnly: ["color-contrast"] } : {})
                }).then((result) => result.violations.map((v) =>
                  `${v.id}: ${v.help}: ` + v.nodes.slice(0, 4).map((n) => n.html + " " + n.failureSummary).join(" | ")))
                """, contrastOnly);
        assertThat((List<?>) findings).as("axe findings at " + page.url()).isEmpty();
    }

    private static String axe() {
        try (InputStream in = AxeBuilder.class.getClassLoader().getResourceAsStream("axe.min.js")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isWide() {
        return page.viewportSize().width > 600;
    }

    void theme(ColorScheme scheme) {
        page.evaluate(
                "(theme) => document.documentElement.setAttribute('data-bs-theme', theme)",
                scheme.name().toLowerCase(Locale.ROOT));
    }

    /** Nothing may stick out to the right, or the page would scroll sideways; tables scroll sideways only. */
    void assertFits() {
        Object overflow = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth");
        assertThat(((Number) overflow).intValue())
                .as("pixels that stick out at " + page.url())
                .isLessThanOrEqualTo(0);
        Object hidden = page.evaluate("""
                () => Math.max(0, ...[...document.querySelectorAll(".table-scroll")]
                  .map((table) => table.scrollHeight - table.clientHeight))""");
        assertThat(((Number) hidden).intValue())
                .as("pixels by which a table could be scrolled up and down at " + page.url())
                .isZero();
    }

    /** Keeps a picture where the system property cairn.screenshots names a directory. */
    void picture(String name, ColorScheme scheme) {
        String directory = System.getProperty("cairn.screenshots");
        if (directory != null) {
            page.screenshot(new Page.ScreenshotOptions()
                    .setFullPage(true)
                    .setPath(Path.of(
                            directory,
                            name + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + page.viewportSize().width
                                    + ".png")));
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
