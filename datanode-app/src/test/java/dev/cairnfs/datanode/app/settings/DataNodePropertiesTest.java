package dev.cairnfs.datanode.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class DataNodePropertiesTest {
    private static DataNodeProperties bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("cairn.datanode", DataNodeProperties.class);
    }

    @Test
    void hasTheseDefaults() {
        DataNodeProperties defaults = bind(Map.of());
        assertThat(defaults.nameNode()).isEqualTo(URI.create("http://127.0.0.1:9870"));
        assertThat(defaults.dataDirs()).containsExactly("cairn-data/datanode-1");
        assertThat(defaults.transferPort()).isEqualTo(9866);
        assertThat(defaults.host()).isEqualTo("127.0.0.1");
        assertThat(defaults.syncOnClose()).isTrue();
        assertThat(defaults.failedVolumesTolerated()).isZero();
    }

    @Test
    void readsTheNamesThatTheLauncherSets() {
        DataNodeProperties settings = bind(Map.of(
                "cairn.datanode.data-dirs", "/a,[SSD]/b",
                "cairn.datanode.transfer-address", "127.0.0.2",
                "cairn.datanode.transfer-port", "1234",
                "cairn.datanode.name-node", "http://127.0.0.1:1",
                "cairn.datanode.failed-volumes-tolerated", "1",
                "cairn.datanode.sync-on-close", "false"));
        assertThat(settings.dataDirs()).containsExactly("/a", "[SSD]/b");
        assertThat(settings.host()).isEqualTo("127.0.0.2");
        assertThat(settings.transferPort()).isEqualTo(1234);
        assertThat(settings.failedVolumesTolerated()).isEqualTo(1);
        assertThat(settings.syncOnClose()).isFalse();
    }

    @Test
    void refusesWhatCannotWork() {
        refused("transfer-address", "0.0.0.0", "authentication is off");
        refused("failed-volumes-tolerated", "1", "less than the number");
        refused("name-node", "https://127.0.0.1:9870", "URL");
        refused("transfer-port", "70000", "65535");
        refused("rack", "row1", "slash");
    }

    private static void refused(String name, String value, String why) {
        assertThatThrownBy(() -> bind(Map.of("cairn.datanode." + name, value)))
                .rootCause()
                .hasMessageContaining("cairn.datanode." + name)
                .hasMessageContaining(why);
    }
}
