package dev.cairnfs.namenode.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.shared.settings.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class NameNodePropertiesTest {
    private static NameNodeProperties bind(Map<String, String> values) {
        return new Binder(new MapConfigurationPropertySource(values))
                .bindOrCreate("cairn.namenode", NameNodeProperties.class);
    }

    @Test
    void defaultsAreThoseOfHdfs() {
        NameNodeProperties settings = bind(Map.of());
        assertThat(settings.format()).isFalse();
        assertThat(settings.heartbeatInterval()).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.heartbeatRecheckInterval()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.staleDatanodeInterval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.blockReportInterval()).isEqualTo(Duration.ofHours(6));
        assertThat(settings.safemode()).isEqualTo(new NameNodeProperties.SafeMode(0.999, 0, Duration.ofSeconds(30)));
        assertThat(settings.lease().softLimit()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.lease().hardLimit()).isEqualTo(Duration.ofMinutes(20));
        assertThat(settings.blockSize().minimum()).isEqualTo(ByteSize.valueOf("1MB"));
        assertThat(settings.blockSize().standard()).isEqualTo(ByteSize.valueOf("128MB"));
        assertThat(settings.replication()).isEqualTo(new NameNodeProperties.Replication(1, 3, 512));
        assertThat(settings.permissions().enabled()).isTrue();
        assertThat(settings.permissions().supergroup()).isEqualTo("supergroup");
        assertThat(settings.permissions().umaskBits()).isEqualTo(022);
        assertThat(settings.groups().fixed()).isNull();
        assertThat(settings.proxyUsers()).isEmpty();
        assertThat(settings.checkpoint())
                .isEqualTo(new NameNodeProperties.Checkpoint(Duration.ofHours(1), 1_000_000, Duration.ofSeconds(60)));
        assertThat(settings.resource())
                .isEqualTo(new NameNodeProperties.Resource(ByteSize.valueOf("100MB"), Duration.ofSeconds(5)));
        assertThat(settings.accessTimePrecision()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.rpcPort()).isEqualTo(8020);
    }

    @Test
    void everyNameIsBound() {
        NameNodeProperties settings = bind(Map.ofEntries(
                Map.entry("cairn.namenode.name-dirs", "/a,/b"),
                Map.entry("cairn.namenode.format", "true"),
                Map.entry("cairn.namenode.heartbeat-interval", "1s"),
                Map.entry("cairn.namenode.heartbeat-recheck-interval", "500ms"),
                Map.entry("cairn.namenode.access-time-precision", "0"),
                Map.entry("cairn.namenode.safemode.extension", "0s"),
                Map.entry("cairn.namenode.safemode.threshold-pct", "1"),
                Map.entry("cairn.namenode.safemode.min-datanodes", "2"),
                Map.entry("cairn.namenode.lease.soft-limit", "2s"),
                Map.entry("cairn.namenode.lease.hard-limit", "4s"),
                Map.entry("cairn.namenode.block-size.minimum", "64KiB"),
                Map.entry("cairn.namenode.groups.static", "alice=users;bob=users,staff"),
                Map.entry("cairn.namenode.proxy-users.hue.hosts", "*"),
                Map.entry("cairn.namenode.proxy-users.hue.groups", "users,staff"),
                Map.entry("cairn.namenode.checkpoint.period", "10m"),
                Map.entry("cairn.namenode.resource.reserved", "1GB"),
                Map.entry("cairn.namenode.permissions.umask", "077")));
        assertThat(settings.nameDirs()).containsExactly(Path.of("/a"), Path.of("/b"));
        assertThat(settings.format()).isTrue();
        assertThat(settings.heartbeatInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.heartbeatRecheckInterval()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.accessTimePrecision()).isZero();
        assertThat(settings.safemode()).isEqualTo(new NameNodeProperties.SafeMode(1, 2, Duration.ZERO));
        assertThat(settings.lease().softLimit()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.lease().hardLimit()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.blockSize().minimum()).isEqualTo(ByteSize.valueOf("64KB"));
        assertThat(settings.groups().fixed()).isEqualTo("alice=users;bob=users,staff");
        assertThat(settings.proxyUsers())
                .containsEntry("hue", new NameNodeProperties.ProxyUser(List.of("*"), List.of("users", "staff")));
        assertThat(settings.checkpoint().period()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.resource().reserved()).isEqualTo(ByteSize.valueOf("1GB"));
        assertThat(settings.permissions().umaskBits()).isEqualTo(077);
    }

    @Test
    void valuesThatCannotWorkAreRefused() {
        for (Map<String, String> bad : List.of(
                Map.of("heartbeat-interval", "0s"),
                Map.of("heartbeat-interval", "60s"),
                Map.of("safemode.threshold-pct", "1.5"),
                Map.of("lease.hard-limit", "1s"),
                Map.of("block-size.minimum", "256MB"),
                Map.of("replication.standard", "600"),
                Map.of("permissions.umask", "9"),
                Map.of("name-dirs", ""),
                Map.of("access-time-precision", "-1s"),
                Map.of("rpc-port", "70000"))) {
            Map.Entry<String, String> entry = bad.entrySet().iterator().next();
            assertThatThrownBy(() -> bind(Map.of("cairn.namenode." + entry.getKey(), entry.getValue())))
                    .as(bad.toString())
                    .isInstanceOf(BindException.class);
        }
    }
}
