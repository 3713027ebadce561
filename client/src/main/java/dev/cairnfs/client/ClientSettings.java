package dev.cairnfs.client;

import dev.cairnfs.client.metadata.TransportSettings;
import dev.cairnfs.client.transfer.TransferSettings;
import dev.cairnfs.client.write.WriteSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * All settings of a client, with HDFS's defaults.
 *
 * @param nameNode the NameNode's HTTP address, for example {@code http://127.0.0.1:9870}
 * @param user on whose behalf calls are made, where no other is named
 * @param readRetryPauses before the NameNode is asked again for a block whose replicas have all failed; HDFS asks three
 *     times ({@code dfs.client.max.block.acquire.failures})
 * @param umask bits that are taken from the permission of new files and directories
 */
public record ClientSettings(
        URI nameNode,
        String user,
        int umask,
        TransportSettings transport,
        TransferSettings transfer,
        WriteSettings write,
        List<Duration> readRetryPauses) {
    /** HDFS's {@code fs.permissions.umask-mode}. */
    public static final int STANDARD_UMASK = 0022;

    private static final List<Duration> STANDARD_PAUSES =
            List.of(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(3));

    public ClientSettings {
        readRetryPauses = List.copyOf(readRetryPauses);
        if (umask < 0 || umask > 0777) {
            throw new IllegalArgumentException("the umask has bits beyond 0777");
        }
    }

    /** The defaults for a NameNode, on behalf of the user that runs this program. */
    public static ClientSettings of(URI nameNode) {
        return of(nameNode, System.getProperty("user.name", "dr.who"));
    }

    /** The defaults for a NameNode and a user. */
    public static ClientSettings of(URI nameNode, String user) {
        return new ClientSettings(
                nameNode,
                user,
                STANDARD_UMASK,
                TransportSettings.STANDARD,
                TransferSettings.STANDARD,
                WriteSettings.STANDARD,
                STANDARD_PAUSES);
    }

    /** The same with another umask. */
    public ClientSettings withUmask(int bits) {
        return new ClientSettings(nameNode, user, bits, transport, transfer, write, readRetryPauses);
    }

    /** The same with other pauses of {@link #readRetryPauses}. */
    public ClientSettings withReadRetryPauses(List<Duration> pauses) {
        return new ClientSettings(nameNode, user, umask, transport, transfer, write, pauses);
    }

    /** The same with other settings of writing. */
    public ClientSettings withWrite(WriteSettings other) {
        return new ClientSettings(nameNode, user, umask, transport, transfer, other, readRetryPauses);
    }

    /** The same with another way to talk to the NameNode. */
    public ClientSettings withTransport(TransportSettings other) {
        return new ClientSettings(nameNode, user, umask, other, transfer, write, readRetryPauses);
    }
}
