package dev.cairnfs.namenode.app.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.app.core.CoreDoor;
import dev.cairnfs.namenode.app.core.CoreStarter;
import dev.cairnfs.namenode.app.http.CallerResolver;
import dev.cairnfs.namenode.app.settings.NameNodeProperties;
import dev.cairnfs.namenode.command.Create;
import dev.cairnfs.namenode.lifecycle.NameNode;
import dev.cairnfs.namenode.loop.AuditEvent;
import dev.cairnfs.namenode.loop.OpMetrics;
import dev.cairnfs.shared.model.LeaseInfo;
import dev.cairnfs.shared.path.HdfsPath;
import dev.cairnfs.webui.ConsoleUser;
import dev.cairnfs.webui.ReplicaIssueKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class CoreConsoleBackendTest {
    @TempDir
    private Path directory;

    @Test
    void actsAndIsAuditedAsTheVisitor() throws Exception {
        NameNodeProperties settings = new Binder(new MapConfigurationPropertySource(Map.of(
                        "cairn.namenode.name-dirs",
                        directory.resolve("name").toString(),
                        "cairn.namenode.format",
                        "true")))
                .bindOrCreate("cairn.namenode", NameNodeProperties.class);
        List<AuditEvent> audited = new CopyOnWriteArrayList<>();
        try (NameNode core = CoreStarter.start(
                settings,
                "root",
                (what, cause) -> {
                    throw new AssertionError(what, cause);
                },
                audited::add,
                OpMetrics.NONE)) {
            CallerResolver callers = new CallerResolver("root", "supergroup", user -> Set.of(), Map.of());
            CoreConsoleBackend backend = new CoreConsoleBackend(new CoreDoor(core), callers, settings, "1");
            ConsoleUser visitor = new ConsoleUser("root", "10.1.2.3");
            backend.mkdirs(visitor, HdfsPath.parse("/made"));
            assertThat(audited).hasSize(1);
            assertThat(audited.get(0).toLine("webhdfs"))
                    .contains("ugi=root", "ip=/10.1.2.3", "cmd=mkdirs", "src=/made");
            assertThat(backend.replicaIssues(visitor, ReplicaIssueKind.MISSING, 0, 10)
                            .issues())
                    .isEmpty();

            HdfsPath file = HdfsPath.parse("/made/it's \"open\" é");
            CoreDoor door = new CoreDoor(core);
            Object unused = door.execute(
                    callers.named("root", "10.9.9.9"),
                    new Create(file, 0644, "writer", "10.9.9.9", false, true, 1, 1 << 20));
            assertThat(backend.leases(visitor, 10).oldestFirst())
                    .extracting(LeaseInfo::path)
                    .containsExactly(file.toString());
            assertThat(backend.lease(visitor, file))
                    .hasValueSatisfying(lease -> assertThat(lease.holder()).isEqualTo("writer"));
            assertThat(backend.blockLocations(visitor, file, 0, Long.MAX_VALUE).underConstruction())
                    .isTrue();
            assertThat(backend.overview(visitor).stalled().files()).isZero();
            assertThat(backend.recoverLease(visitor, file)).isTrue();
            assertThat(backend.lease(visitor, file)).isEmpty();
            assertThat(audited.get(audited.size() - 2).toLine("webhdfs"))
                    .contains("ugi=root", "ip=/10.1.2.3", "cmd=recoverLease", "src=" + file);
        }
    }
}
