package dev.cairnfs.namenode.app.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.namenode.app.http.LoopbackGuard;
import dev.cairnfs.namenode.app.settings.NameNodeProperties;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.GetFileInfo;
import dev.cairnfs.namenode.command.Mkdirs;
import dev.cairnfs.namenode.lifecycle.NameNode;
import dev.cairnfs.namenode.loop.AuditSink;
import dev.cairnfs.namenode.loop.OpMetrics;
import dev.cairnfs.shared.path.HdfsPath;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class CoreStarterTest {
    private static final Caller ROOT = new Caller("root", Set.of(), true, "127.0.0.1", null);

    @TempDir
    private Path directory;

    private NameNode start(boolean format) {
        NameNodeProperties settings = new Binder(new MapConfigurationPropertySource(Map.of(
                        "cairn.namenode.name-dirs",
                        directory.resolve("name").toString(),
                        "cairn.namenode.format",
                        Boolean.toString(format))))
                .bindOrCreate("cairn.namenode", NameNodeProperties.class);
        return CoreStarter.start(
                settings,
                "root",
                (what, cause) -> {
                    throw new AssertionError(what, cause);
                },
                AuditSink.NONE,
                OpMetrics.NONE);
    }

    @Test
    void formatsOnlyWhereThatIsAskedAndNothingIsThere() throws Exception {
        assertThatThrownBy(() -> start(false))
                .isInstanceOfSatisfying(
                        CannotStartException.class, e -> assertThat(e.action()).contains("--format"));
        HdfsPath path = HdfsPath.parse("/kept");
        try (NameNode first = start(true)) {
            assertThat(new CoreDoor(first).execute(ROOT, new Mkdirs(path, 0755, true)))
                    .isTrue();
        }
        try (NameNode again = start(true)) {
            assertThat(new CoreDoor(again).query(ROOT, new GetFileInfo(path))).isPresent();
            assertThatThrownBy(() -> start(false))
                    .as("two NameNodes on one directory")
                    .isInstanceOf(CannotStartException.class);
        }
        try (NameNode third = start(false)) {
            assertThat(new CoreDoor(third).snapshot().directories()).isEqualTo(2);
            assertThat(new CoreDoor(third).checkpoint()).isPositive();
            assertThat(new CoreDoor(third).journal().directories()).hasSize(1);
        }
    }

    @Test
    void neverFormatsOverOtherFiles() throws Exception {
        Files.createDirectories(directory.resolve("name"));
        Files.writeString(directory.resolve("name").resolve("precious"), "x");
        assertThatThrownBy(() -> start(true)).isInstanceOf(CannotStartException.class);
        assertThat(directory.resolve("name").resolve("precious")).hasContent("x");
    }

    @Test
    void bindsOnlyToThisMachine() throws Exception {
        byte[] ipv6Loopback = new byte[16];
        ipv6Loopback[15] = 1;
        LoopbackGuard.check(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        LoopbackGuard.check(InetAddress.getByAddress(ipv6Loopback));
        for (byte[] open : new byte[][] {{0, 0, 0, 0}, {10, 1, 2, 3}, new byte[16]}) {
            InetAddress address = InetAddress.getByAddress(open);
            assertThatThrownBy(() -> LoopbackGuard.check(address))
                    .as(address.toString())
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> LoopbackGuard.check(null)).isInstanceOf(IllegalStateException.class);
    }
}
