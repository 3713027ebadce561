package dev.cairnfs.datanode.app.settings;

import dev.cairnfs.shared.settings.ByteSize;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of a DataNode. Defaults are HDFS 3.5's where HDFS has the setting.
 *
 * @param nameNode the NameNode's HTTP address
 * @param dataDirs the volumes: paths, each with its storage type before it when it is not a disk, as in {@code [SSD]/ssd}
 * @param transferAddress where the block-transfer port listens
 * @param transferPort the block-transfer port; 0 lets the system choose
 * @param advertisedHost the name under which others reach this DataNode; the transfer address when it is null
 * @param rack the network location, for example {@code /row1/rack2}; empty leaves it to the NameNode
 * @param syncOnClose whether a block is on disk before its close is acknowledged
 * @param failedVolumesTolerated with more failed volumes than this the DataNode stops
 * @param reserved room on each volume that is left to others
 */
@ConfigurationProperties("cairn.datanode")
public record DataNodeProperties(
        @DefaultValue("http://127.0.0.1:9870") URI nameNode,
        @DefaultValue("cairn-data/datanode-1") List<String> dataDirs,
        @DefaultValue("127.0.0.1") InetAddress transferAddress,
        @DefaultValue("9866") int transferPort,
        @Nullable String advertisedHost,
        @DefaultValue("") String rack,
        @DefaultValue("true") boolean syncOnClose,
        @DefaultValue("0") int failedVolumesTolerated,
        @DefaultValue("0B") ByteSize reserved) {
    public DataNodeProperties {
        dataDirs = List.copyOf(dataDirs);
        require(!dataDirs.isEmpty(), "data-dirs", "at least one directory is needed");
        require(
                nameNode.getHost() != null && "http".equals(nameNode.getScheme()),
                "name-node",
                "it must be a URL like http://127.0.0.1:9870");
        require(transferPort >= 0 && transferPort < 65_536, "transfer-port", "it must be between 0 and 65535");
        require(
                failedVolumesTolerated >= 0 && failedVolumesTolerated < dataDirs.size(),
                "failed-volumes-tolerated",
                "it must be at least 0 and less than the number of data-dirs");
        require(rack.isEmpty() || rack.startsWith("/"), "rack", "a network location begins with a slash");
        require(
                transferAddress.isLoopbackAddress(),
                "transfer-address",
                "it is " + transferAddress.getHostAddress()
                        + ", but authentication is off: only a loopback address such as 127.0.0.1 is allowed");
    }

    /** The host that this DataNode registers under. */
    public String host() {
        String advertised = advertisedHost;
        return advertised == null || advertised.isEmpty() ? transferAddress.getHostAddress() : advertised;
    }

    private static void require(boolean holds, String name, String why) {
        if (!holds) {
            throw new IllegalArgumentException("cairn.datanode." + name + ": " + why);
        }
    }
}
