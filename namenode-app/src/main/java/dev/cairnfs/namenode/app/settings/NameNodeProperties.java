package dev.cairnfs.namenode.app.settings;

import dev.cairnfs.shared.settings.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of a NameNode. Defaults are HDFS 3.5's where HDFS has the setting.
 *
 * @param nameDirs where image and journal are kept; each holds everything
 * @param format format the directories when they are empty; never touches existing data
 * @param heartbeatInterval how often a DataNode calls
 * @param heartbeatRecheckInterval a DataNode is dead after twice this plus ten heartbeat intervals
 * @param staleDatanodeInterval a DataNode is stale after this long without a heartbeat
 * @param blockReportInterval how often a DataNode reports all its blocks
 * @param maxDatanodes how many DataNodes may be registered, dead ones included
 * @param accessTimePrecision a read moves a file's access time when it is older than this; 0 keeps no access times
 * @param rpcPort the port that redirects name as the NameNode's RPC address
 * @param allowedHosts names, beside loopback ones and server.address, under which browsers may reach this server
 * @param proxyUsers who may act for others, by user name
 */
@ConfigurationProperties("cairn.namenode")
public record NameNodeProperties(
        @DefaultValue("cairn-data/namenode") List<Path> nameDirs,
        @DefaultValue("false") boolean format,
        @DefaultValue("3s") Duration heartbeatInterval,
        @DefaultValue("5m") Duration heartbeatRecheckInterval,
        @DefaultValue("30s") Duration staleDatanodeInterval,
        @DefaultValue("6h") Duration blockReportInterval,
        @DefaultValue("10000") int maxDatanodes,
        @DefaultValue("1h") Duration accessTimePrecision,
        @DefaultValue("8020") int rpcPort,
        @DefaultValue List<String> allowedHosts,
        @DefaultValue SafeMode safemode,
        @DefaultValue Lease lease,
        @DefaultValue BlockSize blockSize,
        @DefaultValue Replication replication,
        @DefaultValue Permissions permissions,
        @DefaultValue Groups groups,
        @DefaultValue Checkpoint checkpoint,
        @DefaultValue Resource resource,
        @DefaultValue Audit audit,
        @DefaultValue Map<String, ProxyUser> proxyUsers) {
    public NameNodeProperties {
        nameDirs = List.copyOf(nameDirs);
        allowedHosts = List.copyOf(allowedHosts);
        proxyUsers = Map.copyOf(proxyUsers);
        require(!nameDirs.isEmpty(), "name-dirs", "at least one directory is needed");
        positive(heartbeatInterval, "heartbeat-interval");
        positive(heartbeatRecheckInterval, "heartbeat-recheck-interval");
        positive(staleDatanodeInterval, "stale-datanode-interval");
        positive(blockReportInterval, "block-report-interval");
        require(
                staleDatanodeInterval.compareTo(heartbeatInterval) > 0,
                "stale-datanode-interval",
                "it must be longer than heartbeat-interval, or every DataNode would be stale");
        require(!accessTimePrecision.isNegative(), "access-time-precision", "it must not be negative");
        require(maxDatanodes > 0, "max-datanodes", "it must be at least 1");
        require(rpcPort > 0 && rpcPort < 65_536, "rpc-port", "it must be between 1 and 65535");
        require(
                blockSize.minimumBytes() <= blockSize.standardBytes(),
                "block-size.standard",
                "it must not be smaller than block-size.minimum");
        require(
                replication.minimum() <= replication.standard() && replication.standard() <= replication.maximum(),
                "replication",
                "minimum, standard and maximum must be in ascending order");
    }

    /**
     * When the namespace becomes writable after a start (SPEC S1).
     *
     * @param thresholdPct the part of the blocks, 0 to 1, that must have their minimum of replicas
     * @param extension how long safe mode lasts beyond that
     */
    public record SafeMode(
            @DefaultValue("0.999") double thresholdPct,
            @DefaultValue("0") int minDatanodes,
            @DefaultValue("30s") Duration extension) {
        public SafeMode {
            require(
                    thresholdPct >= 0 && thresholdPct <= 1,
                    "safemode.threshold-pct",
                    "it is a part of the blocks, between 0 and 1");
            require(minDatanodes >= 0, "safemode.min-datanodes", "it must not be negative");
            require(!extension.isNegative(), "safemode.extension", "it must not be negative");
        }
    }

    /** How long a writer may be silent: others may take over after the soft limit, the NameNode does after the hard one. */
    public record Lease(
            @DefaultValue("60s") Duration softLimit,
            @DefaultValue("20m") Duration hardLimit) {
        public Lease {
            positive(softLimit, "lease.soft-limit");
            require(
                    hardLimit.compareTo(softLimit) >= 0,
                    "lease.hard-limit",
                    "it must not be shorter than lease.soft-limit");
        }
    }

    /** The smallest block size that a file may ask for, and the one it gets when it asks for none. */
    public record BlockSize(
            @DefaultValue("1MB") ByteSize minimum,
            @DefaultValue("128MB") ByteSize standard) {
        public BlockSize {
            require(minimum.bytes() > 0, "block-size.minimum", "it must be positive");
        }

        public long minimumBytes() {
            return minimum.bytes();
        }

        public long standardBytes() {
            return standard.bytes();
        }
    }

    /** How many replicas a block has: at least for an acknowledged close, when nothing is asked for, at most. */
    public record Replication(
            @DefaultValue("1") int minimum,
            @DefaultValue("3") int standard,
            @DefaultValue("512") int maximum) {
        public Replication {
            require(minimum > 0, "replication.minimum", "it must be positive");
        }
    }

    /**
     * Who may do what.
     *
     * @param supergroup its members may do everything
     * @param umask octal; taken off the permission of what is made implicitly
     */
    public record Permissions(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("supergroup") String supergroup,
            @DefaultValue("022") String umask) {
        public Permissions {
            require(umask.matches("[0-7]{1,4}"), "permissions.umask", "it must be an octal number");
        }

        public int umaskBits() {
            return Integer.parseInt(umask, 8);
        }
    }

    /**
     * Which groups a user is in.
     *
     * @param fixed {@code user=group,group;user=;...}; a user who is not in it, or all when it is null, are looked up in
     *     the operating system
     * @param cacheTtl how long an answer of the operating system is believed
     */
    public record Groups(
            @org.springframework.boot.context.properties.bind.Name("static") @Nullable
            String fixed,

            @DefaultValue("5m") Duration cacheTtl) {}

    /** When an image is written (SPEC K1). */
    public record Checkpoint(
            @DefaultValue("1h") Duration period,
            @DefaultValue("1000000") long transactions,
            @DefaultValue("60s") Duration checkPeriod) {
        public Checkpoint {
            positive(period, "checkpoint.period");
            positive(checkPeriod, "checkpoint.check-period");
            require(transactions > 0, "checkpoint.transactions", "it must be positive");
        }
    }

    /**
     * What the name directories must have left (SPEC S1).
     *
     * @param reserved when none of them has so much usable space, safe mode is entered, and stays until it is left
     */
    public record Resource(
            @DefaultValue("100MB") ByteSize reserved,
            @DefaultValue("5s") Duration checkInterval) {
        public Resource {
            positive(checkInterval, "resource.check-interval");
        }

        public long reservedBytes() {
            return reserved.bytes();
        }
    }

    /** Where the lines of the audit log go; to have none, set the level of its logger to off. */
    public record Audit(
            @DefaultValue("logs/namenode-audit.log") String file) {}

    /** From which hosts a user may act for others, and for members of which groups: {@code *} or lists. */
    public record ProxyUser(
            @DefaultValue List<String> hosts, @DefaultValue List<String> groups) {
        public ProxyUser {
            hosts = List.copyOf(hosts);
            groups = List.copyOf(groups);
        }
    }

    private static void positive(Duration value, String name) {
        require(!value.isNegative() && !value.isZero(), name, "it must be positive");
    }

    private static void require(boolean holds, String name, String why) {
        if (!holds) {
            throw new IllegalArgumentException("cairn.namenode." + name + ": " + why);
        }
    }
}
