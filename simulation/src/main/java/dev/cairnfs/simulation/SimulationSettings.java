package dev.cairnfs.simulation;

import dev.cairnfs.namenode.blocks.BlockManagerSettings;
import dev.cairnfs.namenode.command.NameNodeSettings;
import dev.cairnfs.shared.model.ServerDefaults;
import java.time.Duration;

/**
 * How much is simulated.
 *
 * @param chaosMillis virtual time with crashes and losses; afterwards everything comes back and must heal
 * @param randomClients do anything in a tree that they share
 * @param writers write files with blocks
 * @param careful know what must be there, each in a directory of its own
 * @param crashEveryMillis on average
 * @param checkpointEveryMillis on average
 */
public record SimulationSettings(
        long chaosMillis,
        int datanodes,
        int randomClients,
        int writers,
        int careful,
        long crashEveryMillis,
        long checkpointEveryMillis) {
    static final long BLOCK_SIZE_BYTES = 4096;

    /** Ten minutes of virtual time, then the healing; takes a few seconds. */
    public static SimulationSettings standard() {
        return new SimulationSettings(Duration.ofMinutes(10).toMillis(), 5, 4, 4, 3, 50_000, 40_000);
    }

    /** Short limits, so that much happens in little time. */
    static NameNodeSettings rules() {
        NameNodeSettings defaults = NameNodeSettings.defaults("hdfs");
        return new NameNodeSettings(
                defaults.superuser(),
                defaults.supergroup(),
                true,
                defaults.umask(),
                ServerDefaults.STANDARD,
                1024,
                1,
                512,
                255,
                1000,
                100,
                10,
                Duration.ofMinutes(1),
                Duration.ofSeconds(20),
                Duration.ofSeconds(90),
                Duration.ofSeconds(5));
    }

    static BlockManagerSettings blockRules() {
        return BlockManagerSettings.defaults()
                .withHeartbeat(new BlockManagerSettings.Heartbeat(
                        Duration.ofSeconds(3), Duration.ofSeconds(15), Duration.ofSeconds(10), 1000))
                .withRedundancy(new BlockManagerSettings.Redundancy(
                        Duration.ofSeconds(3), 2, 2, 4, Duration.ofSeconds(60), Duration.ofSeconds(120)))
                .withSafeMode(new BlockManagerSettings.SafeModeRule(0.999, 0, Duration.ofSeconds(5)));
    }
}
