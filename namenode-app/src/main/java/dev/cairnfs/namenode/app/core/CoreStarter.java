package dev.cairnfs.namenode.app.core;

import dev.cairnfs.namenode.app.settings.NameNodeProperties;
import dev.cairnfs.namenode.blocks.BlockManagerSettings;
import dev.cairnfs.namenode.command.NameNodeSettings;
import dev.cairnfs.namenode.journal.JournalSettings;
import dev.cairnfs.namenode.lifecycle.CheckpointSettings;
import dev.cairnfs.namenode.lifecycle.NameNode;
import dev.cairnfs.namenode.lifecycle.NameNodeConfig;
import dev.cairnfs.namenode.lifecycle.ResourceSettings;
import dev.cairnfs.namenode.loop.AuditSink;
import dev.cairnfs.namenode.loop.FaultHandler;
import dev.cairnfs.namenode.loop.OpMetrics;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.model.ServerDefaults;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Translates the settings for the core, formats where that was asked for, and starts. */
public final class CoreStarter {
    private static final Logger LOG = LoggerFactory.getLogger(CoreStarter.class);
    private static final int IMAGES_RETAINED = 2;

    private CoreStarter() {}

    /**
     * Starts the core.
     *
     * @throws CannotStartException when the directories are not formatted, not usable or damaged
     */
    public static NameNode start(
            NameNodeProperties settings, String superuser, FaultHandler fault, AuditSink audit, OpMetrics metrics) {
        NameNodeConfig config = config(settings, superuser);
        try {
            formatIfAsked(settings, config);
            return NameNode.start(config, fault, audit, metrics);
        } catch (IOException e) {
            throw new CannotStartException(
                    "The name directories " + config.nameDirectories() + " cannot be used: " + e.getMessage(),
                    "Nothing was changed. See that no other NameNode uses them and that they are whole and writable.",
                    e);
        }
    }

    private static void formatIfAsked(NameNodeProperties settings, NameNodeConfig config) throws IOException {
        if (!NameNode.isFormatted(config)) {
            if (!settings.format()) {
                throw new CannotStartException(
                        "The name directories " + config.nameDirectories() + " hold no namespace.",
                        "To make a new one, start once with --format; or set cairn.namenode.name-dirs to where it is.",
                        null);
            }
            NamespaceInfo made = NameNode.format(config, "");
            LOG.info("Formatted {} as {}", config.nameDirectories(), made);
        } else if (settings.format()) {
            LOG.info("{} hold a namespace already: nothing is formatted", config.nameDirectories());
        }
    }

    private static NameNodeConfig config(NameNodeProperties settings, String superuser) {
        NameNodeConfig defaults = NameNodeConfig.defaults(
                settings.nameDirs().stream()
                        .map(Path::toAbsolutePath)
                        .map(Path::normalize)
                        .toList(),
                superuser);
        return new NameNodeConfig(
                defaults.nameDirectories(),
                rules(settings, superuser),
                blocks(settings),
                defaults.racks(),
                new CheckpointSettings(
                        settings.checkpoint().period(),
                        settings.checkpoint().transactions(),
                        settings.checkpoint().checkPeriod(),
                        IMAGES_RETAINED),
                JournalSettings.DEFAULTS,
                new ResourceSettings(
                        settings.resource().reservedBytes(), settings.resource().checkInterval()),
                defaults.queueCapacity());
    }

    private static NameNodeSettings rules(NameNodeProperties settings, String superuser) {
        NameNodeSettings defaults = NameNodeSettings.defaults(superuser);
        ServerDefaults standard = ServerDefaults.STANDARD;
        return new NameNodeSettings(
                superuser,
                settings.permissions().supergroup(),
                settings.permissions().enabled(),
                settings.permissions().umaskBits(),
                new ServerDefaults(
                        settings.blockSize().standardBytes(),
                        standard.bytesPerChecksum(),
                        standard.writePacketSizeBytes(),
                        settings.replication().standard(),
                        standard.fileBufferSizeBytes(),
                        standard.encryptDataTransfer(),
                        standard.trashIntervalMinutes(),
                        standard.checksumType()),
                settings.blockSize().minimumBytes(),
                settings.replication().minimum(),
                settings.replication().maximum(),
                defaults.componentLengthMaxBytes(),
                defaults.directoryItemsMax(),
                defaults.blocksPerFileMax(),
                defaults.listingPageSize(),
                settings.accessTimePrecision(),
                settings.lease().softLimit(),
                settings.lease().hardLimit(),
                defaults.completeWaitMax());
    }

    private static BlockManagerSettings blocks(NameNodeProperties settings) {
        BlockManagerSettings defaults = BlockManagerSettings.defaults();
        return new BlockManagerSettings(
                settings.replication().minimum(),
                settings.maxDatanodes(),
                new BlockManagerSettings.Heartbeat(
                        settings.heartbeatInterval(),
                        settings.heartbeatRecheckInterval(),
                        settings.staleDatanodeInterval(),
                        defaults.heartbeat().invalidateLimit()),
                defaults.redundancy(),
                defaults.placement(),
                new BlockManagerSettings.SafeModeRule(
                        settings.safemode().thresholdPct(),
                        settings.safemode().minDatanodes(),
                        settings.safemode().extension()));
    }
}
