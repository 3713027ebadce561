package dev.cairnfs.webui.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByRoleOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.path.HdfsPath;
import dev.cairnfs.webui.ConsoleUser;
import dev.cairnfs.webui.fake.FakeConsoleApplication;
import dev.cairnfs.webui.fake.FakeConsoleBackend;
import dev.cairnfs.webui.fake.FakeLeases;
import dev.cairnfs.webui.fake.FakeNamespace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** What can be done in the console, done with mouse and keyboard; odd names everywhere. */
final class ConsoleActionsBrowserTest {
    private static final ConsoleUser HDFS = new ConsoleUser("hdfs", "127.0.0.1");

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

    private static FakeConsoleBackend backend() {
        return Objects.requireNonNull(console).getBean(FakeConsoleBackend.class);
    }

    private static ConsoleSession session(ColorScheme scheme, int width) {
        String port = Objects.requireNonNull(console).getEnvironment().getProperty("local.server.port");
        return new ConsoleSession(
                Objects.requireNonNull(chromium).browser(), "http://127.0.0.1:" + port, scheme, width);
    }

    private static Optional<FileStatus> status(String path) throws IOException {
        return backend().fileStatus(HDFS, HdfsPath.parse(path));
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
    void anOpenFileIsTakenFromItsWriter() {
        try (ConsoleSession session = session(ColorScheme.LIGHT, 1280)) {
            Page page = session.open("/ui/leases");
            link(page, "Recover " + FakeLeases.ODD).click();
            assertThat(page.locator("dialog .action-path")).hasText(FakeLeases.ODD);
            session.picture("recover-dialog", ColorScheme.LIGHT);
            session.assertAccessible(false);
            button(page, "Recover").click();
            assertThat(page.locator("#action-error")).containsText("waiting to be minimally replicated");
            session.forgetComplaints(); // The browser reports the 403 that this is about.
            page.keyboard().press("Escape");

            link(page, "Recover " + FakeLeases.SILENT).click();
            button(page, "Recover").click();
            assertThat(page.locator("#notice"))
                    .hasText("The recovery of the last block of " + FakeLeases.SILENT
                            + " is under way; the file closes behind it.");
            page.getByLabel("Filter by path, holder or machine").fill("slow%20");
            assertThat(page.locator("tbody tr")).hasCount(1);
            assertThat(page.locator(".lease-block")).containsText("id 1010, attempt 1 at dn1.example:9866");
            assertThat(page).hasURL(Pattern.compile(".*filter=slow%2520.*"));

            link(page, FakeLeases.SILENT).click();
            assertThat(page.locator("#lease")).containsText("Held by the NameNode itself");
            page = session.open("/ui/files?path=" + FakeLeases.EMPTY);
            link(page, "Recover").click();
            assertThat(button(page, "Recover")).isDisabled();
            page.getByLabel("Type recover to shut it out").fill("recover");
            button(page, "Recover").click();
            assertThat(page.locator("#notice")).hasText(FakeLeases.EMPTY + " is closed.");
            assertThat(page.locator("#lease")).hasCount(0);
            session.assertQuiet();
        }
    }

    @Test
    void filesWithOddNamesAreUploadedToADatanodeWithProgress() throws IOException {
        try (ConsoleSession session = session(ColorScheme.LIGHT, 1280)) {
            Page page = session.open("/ui/files?path=/empty");
            byte[] content = new byte[30_000];
            FilePayload[] files = FakeNamespace.ODD_NAMES.stream()
                    .map(name -> new FilePayload(name, "application/octet-stream", content))
                    .toArray(FilePayload[]::new);
            page.setInputFiles("#upload-input", files);
            assertThat(page.locator("#uploads-summary")).hasText(FakeNamespace.ODD_NAMES.size() + " stored");
            assertThat(page.locator("#listing .name-cell")).hasCount(FakeNamespace.ODD_NAMES.size());
            session.picture("upload-done", ColorScheme.LIGHT);
            session.assertAccessible(false);
            for (String name : FakeNamespace.ODD_NAMES) {
                assertThat(status("/empty/" + name))
                        .as(name)
                        .hasValueSatisfying(s -> assertThat(s.length()).isEqualTo(content.length));
            }
            session.assertQuiet();
        }
    }

    @Test
    void anExistingFileIsReplacedOnlyOnDemand() throws IOException {
        try (ConsoleSession session = session(ColorScheme.DARK, 390)) {
            Page page = session.open("/ui/files?path=/data");
            page.setInputFiles("#upload-input", new FilePayload("zero", "text/plain", new byte[] {1, 2, 3}));
            assertThat(page.locator(".upload-state")).hasText("A file of this name exists already; it was left alone.");
            session.picture("upload-exists", ColorScheme.DARK);
            assertThat(status("/data/zero").orElseThrow().length()).isZero();
            session.forgetComplaints(); // The browser reports the 403 that this is about.
            button(page, "Replace the existing zero").click();
            assertThat(page.locator("#uploads-summary")).hasText("1 stored");
            assertThat(status("/data/zero").orElseThrow().length()).isEqualTo(3);
            session.assertQuiet();
        }
    }

    @Test
    void filesCanBeDropped() {
        try (ConsoleSession session = session(ColorScheme.LIGHT, 1280)) {
            Page page = session.open("/ui/files?path=/user/ada");
            page.evaluate("""
                    () => {
                      const data = new DataTransfer();
                      data.items.add(new File(["dropped"], "drop ü.txt"));
                      document.dispatchEvent(new DragEvent("dragenter", { dataTransfer: data }));
                      window.dropped = data;
                    }""");
            assertThat(page.locator(".drop-hint")).isVisible();
            session.picture("upload-drop", ColorScheme.LIGHT);
            page.evaluate("() => document.dispatchEvent(new DragEvent('drop', { dataTransfer: window.dropped }))");
            assertThat(page.locator("#uploads-summary")).hasText("1 stored");
            assertThat(link(page, "drop ü.txt")).isVisible();
            assertThat(page.locator(".drop-hint")).isHidden();
            session.assertQuiet();
        }
    }

    @Test
    void aDirectoryIsMadeRenamedAndDeleted() throws IOException {
        String odd = "50% of #1? + é 日本 \"x\" 'y';";
        try (ConsoleSession session = session(ColorScheme.LIGHT, 1280)) {
            Page page = session.open("/ui/files?path=/user");
            link(page, "New directory").click();
            page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill(odd);
            assertThat(page.locator("dialog .curl code"))
                    .containsText("/webhdfs/v1/user/50%25%20of%20%231%3F%20%2B%20%C3%A9%20%E6%97%A5%E6%9C%AC");
            session.picture("mkdir-dialog", ColorScheme.LIGHT);
            session.assertAccessible(false);
            page.keyboard().press("Enter");
            assertThat(page.locator("#notice")).hasText("Directory /user/" + odd + " is created.");
            assertThat(status("/user/" + odd)).isPresent();

            link(page, "Rename " + odd).click();
            page.getByLabel("New path").fill("/user/ada");
            button(page, "Rename").click();
            assertThat(page.locator("#action-error")).containsText("rename destination /user/ada already exists");
            session.picture("rename-refused", ColorScheme.LIGHT);
            session.forgetComplaints(); // The browser reports the 403 that this is about.
            page.getByLabel("New path").fill("/user/renamed");
            button(page, "Rename").click();
            assertThat(page.locator("#notice")).hasText("/user/" + odd + " is now /user/renamed.");

            link(page, "Delete renamed").click();
            assertThat(page.locator("dialog")).containsText("No data is lost");
            button(page, "Delete").click();
            assertThat(page.locator("#notice")).hasText("/user/renamed is deleted.");
            assertThat(status("/user/renamed")).isEmpty();
            session.assertQuiet();
        }
    }

    @Test
    void dataIsDeletedOnlyAfterItsNameWasTyped() throws IOException {
        try (ConsoleSession session = session(ColorScheme.DARK, 1280)) {
            Page page = session.open("/ui/files?path=/odd");
            link(page, "Delete it's \"quoted\".txt").click();
            assertThat(button(page, "Delete")).isDisabled();
            page.getByLabel("Type it's \"quoted\".txt to confirm").fill("it's");
            assertThat(button(page, "Delete")).isDisabled();
            session.picture("delete-dialog", ColorScheme.DARK);
            session.assertAccessible(false);
            page.keyboard().press("Escape");
            assertThat(page.locator("#dialog")).isHidden();
            assertThat(status("/odd/it's \"quoted\".txt")).isPresent();
            assertThat(link(page, "Delete it's \"quoted\".txt")).isFocused();
            page.keyboard().press("Enter");
            page.getByLabel("Type it's \"quoted\".txt to confirm").fill("it's \"quoted\".txt");
            button(page, "Delete").click();
            assertThat(page.locator("#notice")).hasText("/odd/it's \"quoted\".txt is deleted.");
            assertThat(status("/odd/it's \"quoted\".txt")).isEmpty();
            session.assertQuiet();
            backend().namespace().addFile("/odd/it's \"quoted\".txt", 1_234, 3, "hdfs");
        }
    }

    @Test
    void severalEntriesAreDeletedAtOnce() throws IOException {
        backend().mkdirs(HDFS, HdfsPath.parse("/user/ada/bulk"));
        for (String name : List.of("one, two.txt", "three.txt", "kept.txt")) {
            backend().namespace().addFile("/user/ada/bulk/" + name, 1_000, 3, "hdfs");
        }
        try (ConsoleSession session = session(ColorScheme.LIGHT, 1280)) {
            Page page = session.open("/ui/files?path=/user/ada/bulk");
            assertThat(button(page, "Delete selected")).isDisabled();
            page.getByLabel("Select all entries of this page").check();
            assertThat(page.locator(".selection-count")).hasText("3 selected");
            page.getByLabel("Select kept.txt").uncheck();
            assertThat(page.locator(".selection-count")).hasText("2 selected");
            session.picture("selection", ColorScheme.LIGHT);
            session.assertAccessible(false);
            button(page, "Delete selected").click();
            assertThat(page.locator("dialog")).containsText("one, two.txt");
            assertThat(page.locator("dialog")).containsText("2 files");
            assertThat(button(page, "Delete")).isDisabled();
            session.picture("delete-selected", ColorScheme.LIGHT);
            session.assertAccessible(false);
            page.getByLabel("Type delete 2 to confirm").fill("delete 2");
            button(page, "Delete").click();
            assertThat(page.locator("#notice")).hasText("2 entries are deleted.");
            assertThat(page.locator("#listing .name-cell")).hasCount(1);
            assertThat(status("/user/ada/bulk/kept.txt")).isPresent();
            assertThat(status("/user/ada/bulk/one, two.txt")).isEmpty();
            session.assertQuiet();
        }
    }

    @Test
    void everyOddNameOpensAndDownloads() throws IOException {
        try (ConsoleSession session = session(ColorScheme.LIGHT, 1280)) {
            Page page = session.open("/ui/files?path=/odd");
            for (String name : List.of("100% sure.txt", "#hash.txt", "what?.txt", "semi;colon.txt", "日本.txt")) {
                page.locator("a.entry")
                        .filter(new Locator.FilterOptions().setHasText(name))
                        .click();
                assertThat(page).hasTitle("/odd/" + name + " · Cairn");
                Download download =
                        page.waitForDownload(() -> link(page, "Download").click());
                assertThat(Files.readString(download.path(), StandardCharsets.UTF_8))
                        .isEqualTo("content of /odd/" + name);
                page.goBack();
            }
            session.assertQuiet();
        }
    }

    @Test
    void theFilterWorksWhileTypingAndStaysInTheAddress() {
        try (ConsoleSession session = session(ColorScheme.LIGHT, 1280)) {
            Page page = session.open("/ui/files?path=/big&sort=size&order=desc");
            page.getByLabel("Filter by name").pressSequentially("part-0999");
            assertThat(page.locator(".pager p")).hasText("100 matching entries");
            assertThat(page).hasURL(Pattern.compile(".*filter=part-0999.*"));
            page.reload();
            assertThat(page.getByLabel("Filter by name")).hasValue("part-0999");
            assertThat(page.locator("#listing .name-cell")).hasCount(100);
            session.assertQuiet();
        }
    }

    @Test
    void safeModeIsEnteredAndLeft() {
        try (ConsoleSession session = session(ColorScheme.LIGHT, 390)) {
            backend().show(FakeConsoleBackend.SafeMode.OFF);
            Page page = session.open("/ui/safe-mode");
            link(page, "Enter safe mode").click();
            assertThat(page.locator("dialog .curl")).containsText("/api/v1/safe-mode?action=enter");
            button(page, "Enter safe mode").click();
            assertThat(page.locator("#safe-mode-chip")).hasText("Safe mode on");
            assertThat(page.locator("#notice")).containsText("stays on until somebody leaves it");
            link(page, "Leave safe mode").click();
            button(page, "Leave safe mode").click();
            assertThat(page.locator("#safe-mode-chip")).hasText("Safe mode off");
            session.assertQuiet();
        } finally {
            backend().show(FakeConsoleBackend.SafeMode.OFF);
        }
    }

    @Test
    void themeTimesMenuAndSearchObeyTheKeyboard() {
        try (ConsoleSession session = session(ColorScheme.DARK, 390)) {
            Page page = session.open("/ui/namenode");
            assertThat(page.locator("html")).hasAttribute("data-bs-theme", "dark");
            button(page, "Switch between light and dark").click();
            button(page, "Times in UTC; switch to local time").click();
            assertThat(page.locator("time").first()).hasText(Pattern.compile(".*\\+01:00"));
            page.reload();
            assertThat(page.locator("html")).hasAttribute("data-bs-theme", "light");
            button(page, "Menu").click();
            assertThat(page.locator("#nav")).isVisible();
            session.picture("menu", ColorScheme.LIGHT);
            session.assertAccessible(false);
            page.keyboard().press("Escape");
            assertThat(page.locator("#nav")).isHidden();
            page.setViewportSize(1280, 800);
            page.keyboard().press("/");
            page.keyboard().type("/data");
            page.keyboard().press("Enter");
            assertThat(page).hasTitle("/data · Cairn");
            session.assertQuiet();
        }
    }

    @Test
    void aLivePartKeepsItsContentWhileTheNameNodeRefuses() {
        try (ConsoleSession session = session(ColorScheme.LIGHT, 1280)) {
            backend().show(FakeConsoleBackend.SafeMode.COUNTDOWN);
            Page page = session.open("/ui/safe-mode");
            assertThat(page.locator(".countdown-value")).hasText("18 s");
            backend().show(FakeConsoleBackend.SafeMode.OFF);
            assertThat(page.locator(".verdict-text")).hasText("Safe mode is off");
            session.assertQuiet();
            backend().breakDown(true);
            assertThat(page.locator("#as-of")).containsText("the NameNode does not answer");
            assertThat(page.locator(".verdict-text")).hasText("Safe mode is off");
        } finally {
            backend().show(FakeConsoleBackend.SafeMode.OFF);
            backend().breakDown(false);
        }
    }
}
