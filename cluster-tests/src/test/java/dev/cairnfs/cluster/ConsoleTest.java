package dev.cairnfs.cluster;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The console over a NameNode and three DataNodes of flesh and blood: what the browser shows is what is stored. */
@SuppressWarnings("NullAway.Init")
final class ConsoleTest {
    private static final String ODD_NAME = "50% of é & 日本 #1.bin";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static BrowserWindow window;
    private static TestCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        window = BrowserWindow.open();
        cluster = TestCluster.start(3, "", "");
    }

    @AfterAll
    static void stop() throws IOException {
        if (window != null) {
            window.close();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    @AfterEach
    void theBrowserHasNothingToComplainAbout() {
        window.assertQuiet();
    }

    private static Page open(String path) {
        Page page = window.page();
        page.navigate(cluster.url(path));
        page.waitForFunction("() => window.htmx !== undefined && document.readyState === 'complete'");
        return page;
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator link(Page page, String name) {
        return page.getByRole(
                AriaRole.LINK, new GetByRoleOptions().setName(name).setExact(true));
    }

    @Test
    void aFileGoesUpIsSeenOnThreeNodesComesDownAndIsDeleted() throws IOException {
        byte[] content = Content.of(7, (5 << 20) + 321);
        Page page = open("/ui/files");
        link(page, "New directory").click();
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("console");
        page.keyboard().press("Enter");
        assertThat(page.locator("#notice")).hasText("Directory /console is created.");
        link(page, "Directory console").click();
        assertThat(page).hasTitle("/console · Cairn");

        page.setInputFiles("#upload-input", new FilePayload[] {
            new FilePayload(ODD_NAME, "application/octet-stream", content),
            new FilePayload("empty", "text/plain", new byte[0])
        });
        assertThat(page.locator("#uploads-summary")).hasText("2 stored");
        assertThat(page.locator("#listing .name-cell")).hasCount(2);
        window.picture("cluster-files");
        window.assertAccessible();
        assertThat(Http.open(cluster, "/console/50%25%20of%20%C3%A9%20%26%20%E6%97%A5%E6%9C%AC%20%231.bin"))
                .isEqualTo(content);

        link(page, ODD_NAME).click();
        assertThat(page.locator(".block-map")).isVisible();
        Await.until("three replicas in the block map", LIMIT, () -> {
            page.reload();
            return page.locator(".block-map tbody .replica.replica-good").count() == 3;
        });
        window.picture("cluster-block-map");
        window.assertAccessible();
        window.assertQuiet();

        Download download = page.waitForDownload(() -> link(page, "Download").click());
        assertThat(Files.readAllBytes(download.path())).isEqualTo(content);
        assertThat(download.suggestedFilename()).isEqualTo(ODD_NAME);
        window.forgetAbortedLoads();

        link(page, "Delete").click();
        page.getByLabel("Type " + ODD_NAME + " to confirm").fill(ODD_NAME);
        button(page, "Delete").click();
        assertThat(page.locator("#notice")).containsText("is deleted.");
        assertThat(page.locator("#listing .name-cell")).hasCount(1);
        assertThat(Http.send("GET", Http.webHdfs(cluster, "/console", "GETCONTENTSUMMARY"))
                        .json()
                        .at("/ContentSummary/length")
                        .asLong())
                .isZero();
    }

    @Test
    void safeModeIsEnteredAndLeft() throws IOException {
        Page page = open("/ui/safe-mode");
        assertThat(page.locator(".verdict-text")).hasText("Safe mode is off");
        link(page, "Enter safe mode").click();
        button(page, "Enter safe mode").click();
        assertThat(page.locator("#safe-mode-chip")).hasText(Pattern.compile("Safe mode on"));
        assertThat(Http.send("PUT", Http.webHdfs(cluster, "/refused", "MKDIRS")).status())
                .isEqualTo(403);
        window.assertAccessible();
        open("/ui/safe-mode");
        link(page, "Leave safe mode").click();
        button(page, "Leave safe mode").click();
        assertThat(page.locator("#safe-mode-chip")).hasText(Pattern.compile("Safe mode off"));
        assertThat(Http.send("PUT", Http.webHdfs(cluster, "/accepted", "MKDIRS"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theApisPageTriesACall() {
        Page page = open("/ui/namenode");
        link(page, "API").click();
        assertThat(page).hasTitle("Cairn API");
        assertThat(page.locator("#getSafeMode")).isVisible();
        window.assertAccessible();
        page.getByLabel("user.name").fill(Http.USER);
        page.locator("#getSafeMode summary").click();
        page.locator("#getSafeMode button").click();
        assertThat(page.locator("#getSafeMode pre")).containsText("\"on\": false");
        page.locator("#mkdirs summary").click();
        page.locator("#mkdirs textarea").fill("{\"path\":\"/by-the-page\",\"permission\":493,\"createParent\":true}");
        page.locator("#mkdirs button").click();
        assertThat(page.locator("#mkdirs pre")).containsText("\"result\": true");
        window.picture("cluster-api");
        window.assertAccessible();
    }

    @Test
    void nodesLeasesAndTheRestAreShown() {
        Page page = open("/ui/datanodes");
        assertThat(page.locator("#live tbody tr")).hasCount(3);
        assertThat(page.locator("#live tbody .state")).hasText(new String[] {"live", "live", "live"});
        window.picture("cluster-datanodes");
        window.assertAccessible();
        page.locator("#live tbody a.entry-name").first().click();
        assertThat(page.locator("h1")).isVisible();
        window.assertAccessible();
        open("/ui/leases");
        assertThat(page.locator("#live")).containsText("No file is being written");
        window.assertAccessible();
        for (String path : new String[] {"/ui/overview", "/ui/replicas", "/ui/namenode", "/"}) {
            open(path);
            window.picture("cluster" + path.replace('/', '-'));
            window.assertAccessible();
        }
    }
}
