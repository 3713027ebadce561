package dev.cairnfs.webui;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.ContentSummary;
import dev.cairnfs.shared.model.DatanodeInfo;
import dev.cairnfs.shared.model.DirectoryListing;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.LeaseInfo;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.List;
import java.util.Optional;

/**
 * Everything the console reads from and asks of the NameNode. Each method goes through the same commands, authorisation
 * and audit as the REST doors. Methods may be called from many request threads at once and may block until the NameNode
 * has answered; a refusal is an {@link HdfsException}, anything else thrown is a fault.
 */
public interface ConsoleBackend {
    /**
     * The name of a visitor who has chosen none. While authentication is off this is a convenience, not a right: every
     * visitor may name himself as he likes.
     */
    String defaultUser();

    /** What the top bar of every page shows; must be cheap. */
    ClusterView cluster() throws HdfsException;

    OverviewView overview(ConsoleUser user) throws HdfsException;

    NameNodeView nameNode(ConsoleUser user) throws HdfsException;

    SafeModeView safeMode(ConsoleUser user) throws HdfsException;

    /**
     * Enters or leaves safe mode.
     *
     * @param force leave also when blocks are missing
     * @throws HdfsException {@link ErrorCode#ACCESS_CONTROL} when the user is not a superuser
     */
    void setSafeMode(ConsoleUser user, boolean on, boolean force) throws HdfsException;

    /** All registered DataNodes, dead ones included. */
    List<DatanodeInfo> datanodes(ConsoleUser user) throws HdfsException;

    /**
     * Open files, those whose lease was renewed the longest time ago first.
     *
     * @param limit at most this many are returned; {@link LeasesView#total} counts all
     */
    LeasesView leases(ConsoleUser user, int limit) throws HdfsException;

    /** The lease of the file; empty when it is not open. */
    Optional<LeaseInfo> lease(ConsoleUser user, HdfsPath path) throws HdfsException;

    LeasesView.Limits leaseLimits();

    /**
     * Takes the file from its writer, whoever that is and however lately he was heard of.
     *
     * @return true when it is closed; false while its last block is being recovered, behind which it closes by itself
     * @throws HdfsException {@link ErrorCode#ACCESS_CONTROL} without the right w on the file
     */
    boolean recoverLease(ConsoleUser user, HdfsPath path) throws HdfsException;

    /**
     * Blocks with which something is wrong.
     *
     * @param from 0, or the next of the page before
     * @param limit at most this many are returned
     * @throws HdfsException {@link ErrorCode#ACCESS_CONTROL} when the user is not a superuser: the list tells paths
     */
    ReplicaIssuesView replicaIssues(ConsoleUser user, ReplicaIssueKind kind, int from, int limit) throws HdfsException;

    /** The status of the path, with an empty name; empty when there is nothing at the path. */
    Optional<FileStatus> fileStatus(ConsoleUser user, HdfsPath path) throws HdfsException;

    /**
     * One page of a directory in name order, of whatever size the NameNode likes (HDFS: 1000).
     *
     * @param startAfter name after which the page begins; empty for the first
     */
    DirectoryListing listing(ConsoleUser user, HdfsPath path, String startAfter) throws HdfsException;

    ContentSummary contentSummary(ConsoleUser user, HdfsPath path) throws HdfsException;

    /**
     * The blocks that touch a range of the file, with every replica that the NameNode knows. Their states are HDFS's
     * replica states, CORRUPT, EXCESS, and EXPECTED for one that its DataNode has not reported yet.
     */
    LocatedBlocks blockLocations(ConsoleUser user, HdfsPath path, long offset, long length) throws HdfsException;

    /** Creates the directory and its parents. */
    void mkdirs(ConsoleUser user, HdfsPath path) throws HdfsException;

    /**
     * Deletes for good; there is no trash.
     *
     * @return false when there was nothing at the path
     */
    boolean delete(ConsoleUser user, HdfsPath path, boolean recursive) throws HdfsException;

    /**
     * Renames without overwriting.
     *
     * @throws HdfsException when the source is missing, the target exists, or its parent does not
     */
    void rename(ConsoleUser user, HdfsPath source, HdfsPath target) throws HdfsException;

    /**
     * Writes a checkpoint now and waits for it.
     *
     * @return the transaction up to which it reaches
     */
    long checkpoint(ConsoleUser user) throws HdfsException;

    /** Whether the user is the NameNode's own user or a member of the supergroup. */
    boolean isSuperuser(ConsoleUser user) throws HdfsException;

    /**
     * Whether the permission bits on the way to the path and of the path itself grant the access; the console greys out
     * what would be refused. The command itself checks again.
     *
     * @param fsAction HDFS's notation: three characters, such as {@code r--}, {@code -wx}
     * @return false also when there is nothing at the path
     */
    boolean hasAccess(ConsoleUser user, HdfsPath path, String fsAction) throws HdfsException;
}
