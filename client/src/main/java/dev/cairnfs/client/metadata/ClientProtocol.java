package dev.cairnfs.client.metadata;

import dev.cairnfs.api.AbandonBlockRequest;
import dev.cairnfs.api.AddBlockRequest;
import dev.cairnfs.api.AdditionalDatanodeRequest;
import dev.cairnfs.api.AppendRequest;
import dev.cairnfs.api.BadBlocksReport;
import dev.cairnfs.api.CompleteRequest;
import dev.cairnfs.api.ConcatRequest;
import dev.cairnfs.api.CreateRequest;
import dev.cairnfs.api.CreateWithBlockRequest;
import dev.cairnfs.api.DeleteRequest;
import dev.cairnfs.api.FsyncRequest;
import dev.cairnfs.api.MkdirsRequest;
import dev.cairnfs.api.OpenFiles;
import dev.cairnfs.api.RecoverLeaseRequest;
import dev.cairnfs.api.RenameRequest;
import dev.cairnfs.api.SetOwnerRequest;
import dev.cairnfs.api.SetPermissionRequest;
import dev.cairnfs.api.SetReplicationRequest;
import dev.cairnfs.api.SetTimesRequest;
import dev.cairnfs.api.TruncateRequest;
import dev.cairnfs.api.UpdateBlockForPipelineRequest;
import dev.cairnfs.api.UpdatePipelineRequest;
import dev.cairnfs.shared.model.AppendedFile;
import dev.cairnfs.shared.model.ContentSummary;
import dev.cairnfs.shared.model.CreatedFile;
import dev.cairnfs.shared.model.DirectoryListing;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.shared.model.ServerDefaults;
import java.io.IOException;

/**
 * What the client asks of the NameNode (SPEC P1), each call on behalf of a user.
 *
 * <p>Refusals are {@link dev.cairnfs.shared.error.HdfsException}; a change whose answer is lost is an {@link
 * OutcomeUnknownException}; any other IOException means that nothing was done. Implementations are thread-safe.
 */
public interface ClientProtocol {
    FileStatus create(String user, CreateRequest request) throws IOException;

    /** As create, with the file's first block where it can be given at once. */
    CreatedFile createWithBlock(String user, CreateWithBlockRequest request) throws IOException;

    /** Opens a file to write on at its end; its last block is given as the DataNodes have it, under its old stamp. */
    AppendedFile append(String user, AppendRequest request) throws IOException;

    /** Commits the previous block and allocates the next; locations are in pipeline order. */
    LocatedBlock addBlock(String user, AddBlockRequest request) throws IOException;

    void abandonBlock(String user, AbandonBlockRequest request) throws IOException;

    /** The block with a new generation stamp, under which its pipeline is to be built again. */
    LocatedBlock updateBlockForPipeline(String user, UpdateBlockForPipelineRequest request) throws IOException;

    /** The block's pipeline stands again, under a new stamp and maybe of other DataNodes. */
    void updatePipeline(String user, UpdatePipelineRequest request) throws IOException;

    /** Further DataNodes for a pipeline that has lost some: the locations are the existing ones, then the new ones. */
    LocatedBlock additionalDatanode(String user, AdditionalDatanodeRequest request) throws IOException;

    /** Keeps the file's blocks, and the length of the last one, also across a restart of the NameNode. */
    void fsync(String user, FsyncRequest request) throws IOException;

    /** Closes a file. The answer is false while the last block has not enough replicas; the caller asks again. */
    boolean complete(String user, CompleteRequest request) throws IOException;

    void renewLease(String user, String clientName) throws IOException;

    /** Takes a file from its writer. The answer is false while its last block is being recovered. */
    boolean recoverLease(String user, RecoverLeaseRequest request) throws IOException;

    /** Cuts a file off. The answer is false while its last block is being recovered to its new length. */
    boolean truncate(String user, TruncateRequest request) throws IOException;

    /** Moves the blocks of files to the end of another. */
    void concat(String user, ConcatRequest request) throws IOException;

    void reportBadBlocks(String user, BadBlocksReport report) throws IOException;

    boolean mkdirs(String user, MkdirsRequest request) throws IOException;

    boolean rename(String user, RenameRequest request) throws IOException;

    boolean delete(String user, DeleteRequest request) throws IOException;

    void setPermission(String user, SetPermissionRequest request) throws IOException;

    void setOwner(String user, SetOwnerRequest request) throws IOException;

    void setTimes(String user, SetTimesRequest request) throws IOException;

    boolean setReplication(String user, SetReplicationRequest request) throws IOException;

    FileStatus fileStatus(String user, String path) throws IOException;

    /** One page of a directory, beginning after the given name; an empty name gives the first page. */
    DirectoryListing listing(String user, String path, String startAfter) throws IOException;

    ContentSummary contentSummary(String user, String path) throws IOException;

    boolean isFileClosed(String user, String path) throws IOException;

    /** The blocks that touch {@code [offset, offset + length)}, each with its replicas, the reader's nearest first. */
    LocatedBlocks blockLocations(String user, String path, long offset, long length) throws IOException;

    /**
     * A page of the files that are open for writing, at or below a path, in the order of their ids.
     *
     * @param after the page begins after this id
     * @param blockingDecommission only those that keep a DataNode from being decommissioned
     */
    OpenFiles openFiles(String user, String path, long after, boolean blockingDecommission) throws IOException;

    ServerDefaults serverDefaults(String user) throws IOException;
}
