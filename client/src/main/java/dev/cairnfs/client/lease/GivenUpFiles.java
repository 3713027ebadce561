package dev.cairnfs.client.lease;

import dev.cairnfs.api.RecoverLeaseRequest;
import dev.cairnfs.client.metadata.ClientProtocol;
import dev.cairnfs.shared.error.HdfsException;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files whose writes have ended without completing them. Their client goes on renewing its one lease for its other files, so
 * the NameNode has to be told of each (decision 0114): from then on it holds that file's lease, and closes it.
 *
 * <p>Thread-safe; {@link #tell} and {@link #tellAll} block while they call the NameNode.
 */
final class GivenUpFiles {
    /** In one round, so that many files do not keep leases from being renewed. */
    static final int BATCH = 100;

    private static final Duration PAUSE = LeaseRenewer.RENEWAL_INTERVAL;
    private static final Logger LOG = LoggerFactory.getLogger(GivenUpFiles.class);

    private final ClientProtocol nameNode;
    private final Set<GivenUp> files = new LinkedHashSet<>();
    private boolean unanswered;
    private long triedNanos;

    /** Each one is equal to itself alone: a file may be opened and given up again. */
    private static final class GivenUp {
        private final String user;
        private final String clientName;
        private final long fileId;

        GivenUp(String user, String clientName, long fileId) {
            this.user = user;
            this.clientName = clientName;
            this.fileId = fileId;
        }
    }

    GivenUpFiles(ClientProtocol nameNode) {
        this.nameNode = nameNode;
    }

    synchronized void add(String user, String clientName, long fileId) {
        files.add(new GivenUp(user, clientName, fileId));
    }

    /** The same client writes the file again, which it could not if the NameNode had not closed it. */
    synchronized void reopened(String clientName, long fileId) {
        files.removeIf(file -> file.fileId == fileId && file.clientName.equals(clientName));
    }

    synchronized boolean isEmpty() {
        return files.isEmpty();
    }

    /** Tells the NameNode; where it does not answer, nothing more is tried for the time between two renewals. */
    void tell(long nowNanos) {
        tell(due(nowNanos), nowNanos);
    }

    /** Tells it of all of them now, until it does not answer. */
    void tellAll(long nowNanos) {
        tell(all(), nowNanos);
    }

    private synchronized List<GivenUp> due(long nowNanos) {
        if (unanswered && nowNanos - triedNanos < PAUSE.toNanos()) {
            return List.of();
        }
        return files.stream().limit(BATCH).toList();
    }

    private synchronized List<GivenUp> all() {
        return List.copyOf(files);
    }

    private void tell(List<GivenUp> some, long nowNanos) {
        for (GivenUp file : some) {
            if (begin(file, nowNanos)) {
                if (!tell(file)) {
                    return;
                }
                end(file);
            }
        }
    }

    /** Until the answer is there it counts as missing; the next round begins with another file. */
    private synchronized boolean begin(GivenUp file, long nowNanos) {
        if (!files.remove(file)) {
            return false;
        }
        files.add(file);
        unanswered = true;
        triedNanos = nowNanos;
        return true;
    }

    private synchronized void end(GivenUp file) {
        files.remove(file);
        unanswered = false;
    }

    /** False when it has to be told again. */
    private boolean tell(GivenUp file) {
        // By its id: a renamed file is found, and a newer one under its name is not touched.
        String path = "/.reserved/.inodes/" + file.fileId;
        try {
            nameNode.recoverLease(file.user, new RecoverLeaseRequest(path, file.clientName, true));
            return true;
        } catch (HdfsException refusal) {
            return isFinal(path, refusal);
        } catch (IOException e) {
            LOG.info("the NameNode could not be told that {} is given up, and will be again", path, e);
            return false;
        }
    }

    private static boolean isFinal(String path, HdfsException refusal) {
        return switch (refusal.code()) {
            case SAFE_MODE, RETRIABLE, STANDBY, FAULT -> {
                LOG.info("the NameNode will be told again that {} is given up: {}", path, refusal.toString());
                yield false;
            }
            // It was deleted.
            case FILE_NOT_FOUND -> true;
            default -> {
                LOG.warn("the NameNode does not take back {}, which was given up", path, refusal);
                yield true;
            }
        };
    }
}
