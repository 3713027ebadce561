package dev.cairnfs.namenode.lifecycle;

import dev.cairnfs.namenode.journal.JournalStorage;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.NamespaceInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All name directories of one NameNode, locked, and known to belong together. */
final class NameDirectories implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NameDirectories.class);

    private final List<NameDirectory> directories;
    private final List<DirectoryLock> locks;
    private final NamespaceInfo info;
    private final boolean added;

    private NameDirectories(
            List<NameDirectory> directories, List<DirectoryLock> locks, NamespaceInfo info, boolean added) {
        this.directories = directories;
        this.locks = locks;
        this.info = info;
        this.added = added;
    }

    /**
     * Locks the directories and compares their VERSION files. A directory that is still empty joins the others.
     *
     * @throws HdfsException INCONSISTENT_STORAGE when one is missing, locked, foreign or none is formatted
     */
    static NameDirectories open(List<Path> roots) throws IOException {
        List<NameDirectory> directories = roots.stream().map(NameDirectory::new).toList();
        List<DirectoryLock> locks = new ArrayList<>();
        try {
            for (NameDirectory directory : directories) {
                if (!Files.isDirectory(directory.root())) {
                    throw inconsistent("Directory " + directory
                            + " is in an inconsistent state: storage directory does not exist or is not accessible.");
                }
                locks.add(DirectoryLock.acquire(directory.root()));
            }
            NamespaceInfo info = commonInfo(directories);
            boolean added = false;
            for (NameDirectory directory : directories) {
                if (!directory.isFormatted()) {
                    LOG.warn("The name directory {} is empty and joins the others", directory);
                    directory.format(info, fresh -> {});
                    added = true;
                }
            }
            return new NameDirectories(directories, locks, info, added);
        } catch (IOException | RuntimeException e) {
            closeAll(locks, e);
            throw e;
        }
    }

    private static NamespaceInfo commonInfo(List<NameDirectory> directories) throws IOException {
        NamespaceInfo common = null;
        for (NameDirectory directory : directories) {
            if (directory.isFormatted()) {
                NamespaceInfo info = directory.readVersion();
                if (common != null && !info.equals(common)) {
                    throw inconsistent("The name directories " + directories + " do not belong together: one says "
                            + common + ", " + directory + " says " + info);
                }
                common = info;
            } else if (!directory.isEmpty()) {
                throw inconsistent("Directory " + directory + " is in an inconsistent state: it holds files, but no "
                        + VersionFile.NAME);
            }
        }
        if (common == null) {
            throw inconsistent("NameNode is not formatted: " + directories + " are empty");
        }
        return common;
    }

    private static HdfsException inconsistent(String what) {
        return new HdfsException(ErrorCode.INCONSISTENT_STORAGE, what);
    }

    List<NameDirectory> directories() {
        return directories;
    }

    List<JournalStorage> storages() {
        return directories.stream().map(NameDirectory::storage).toList();
    }

    NamespaceInfo info() {
        return info;
    }

    /** True when a directory has joined that has no image yet. */
    boolean hasAdded() {
        return added;
    }

    @Override
    public void close() throws IOException {
        IOException failure = closeAll(locks, null);
        if (failure != null) {
            throw failure;
        }
    }

    private static @Nullable IOException closeAll(List<DirectoryLock> locks, @Nullable Exception cause) {
        IOException failure = null;
        for (DirectoryLock lock : locks) {
            try {
                lock.close();
            } catch (IOException e) {
                if (cause != null) {
                    cause.addSuppressed(e);
                }
                failure = e;
            }
        }
        return failure;
    }
}
