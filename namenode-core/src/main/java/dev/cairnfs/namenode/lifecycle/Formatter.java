package dev.cairnfs.namenode.lifecycle;

import dev.cairnfs.namenode.blocks.BlockManager;
import dev.cairnfs.namenode.image.ImageWriter;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.NamespaceInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Prepares empty directories; never touches one that holds anything (SPEC E3). */
final class Formatter {
    private Formatter() {}

    static NamespaceInfo format(NameNodeConfig config, String clusterId) throws IOException {
        List<NameDirectory> directories = new ArrayList<>();
        List<DirectoryLock> locks = new ArrayList<>();
        try {
            for (Path root : config.nameDirectories()) {
                NameDirectory directory = new NameDirectory(root);
                directory.create(NameDirectory::sync);
                if (!directory.isEmpty()) {
                    // Looked at before anything is written anywhere.
                    throw new HdfsException(
                            ErrorCode.INCONSISTENT_STORAGE,
                            "Storage directory " + directory + " is not empty: formatting would destroy what is in it. "
                                    + "Remove its content first if it is not needed");
                }
                locks.add(DirectoryLock.acquire(directory.root()));
                directories.add(directory);
            }
            NamespaceInfo info = newInfo(clusterId);
            Namespace empty = new Namespace(
                    config.settings().superuser(),
                    config.settings().supergroup(),
                    new BlockManager(config.blocks(), config.racks(), 0));
            for (NameDirectory directory : directories) {
                directory.format(info, fresh -> ImageWriter.write(empty.snapshot(), fresh));
            }
            return info;
        } finally {
            for (DirectoryLock lock : locks) {
                lock.close();
            }
        }
    }

    private static NamespaceInfo newInfo(String clusterId) {
        SecureRandom random = new SecureRandom();
        int namespaceId = random.nextInt(1, Integer.MAX_VALUE);
        String cluster = clusterId.isEmpty() ? "CID-" + UUID.randomUUID() : clusterId;
        // HDFS's form; the address only makes a collision less likely.
        String pool =
                "BP-" + random.nextInt(1, Integer.MAX_VALUE) + "-" + localAddress() + "-" + System.currentTimeMillis();
        return new NamespaceInfo(namespaceId, cluster, pool, 0, VersionFile.LAYOUT_VERSION);
    }

    private static String localAddress() {
        try {
            return InetAddress.getLocalHost().getHostAddress();
        } catch (UnknownHostException e) {
            // A machine without a name of its own, as in a container.
            return "127.0.0.1";
        }
    }
}
