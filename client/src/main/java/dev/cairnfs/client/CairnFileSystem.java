package dev.cairnfs.client;

import dev.cairnfs.api.AppendRequest;
import dev.cairnfs.api.ConcatRequest;
import dev.cairnfs.api.CreateRequest;
import dev.cairnfs.api.CreateWithBlockRequest;
import dev.cairnfs.api.DeleteRequest;
import dev.cairnfs.api.MkdirsRequest;
import dev.cairnfs.api.OpenFile;
import dev.cairnfs.api.OpenFiles;
import dev.cairnfs.api.RecoverLeaseRequest;
import dev.cairnfs.api.RenameRequest;
import dev.cairnfs.api.SetOwnerRequest;
import dev.cairnfs.api.SetPermissionRequest;
import dev.cairnfs.api.SetReplicationRequest;
import dev.cairnfs.api.SetTimesRequest;
import dev.cairnfs.api.TruncateRequest;
import dev.cairnfs.client.metadata.ApiTransport;
import dev.cairnfs.client.metadata.ClientProtocol;
import dev.cairnfs.client.metadata.HttpClientProtocol;
import dev.cairnfs.client.pipeline.WriteStart;
import dev.cairnfs.client.read.BlockLocator;
import dev.cairnfs.client.read.FileReader;
import dev.cairnfs.client.read.OpenBlocks;
import dev.cairnfs.client.read.ReadContext;
import dev.cairnfs.client.write.CreateFlag;
import dev.cairnfs.client.write.FileWriter;
import dev.cairnfs.client.write.WriteTarget;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.AppendedFile;
import dev.cairnfs.shared.model.ContentSummary;
import dev.cairnfs.shared.model.CreatedFile;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.shared.model.ServerDefaults;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A Cairn file system as one user sees it. Views for other users ({@link #as}) share its connections and threads.
 *
 * <p>Refusals are {@link HdfsException} with a code; a change whose answer got lost is an {@link
 * dev.cairnfs.client.metadata.OutcomeUnknownException}. Thread-safe.
 */
public final class CairnFileSystem implements Closeable {
    private static final int DEFAULT_DIRECTORY_PERMISSION = 0777;

    private final ClientRuntime runtime;
    private final ClientProtocol nameNode;
    private final String user;
    private final String clientName;
    private final boolean owner;

    private CairnFileSystem(ClientRuntime runtime, String user, boolean owner) {
        this.runtime = runtime;
        this.nameNode = runtime.nameNode();
        this.user = user;
        this.owner = owner;
        byte[] id = new byte[8];
        ThreadLocalRandom.current().nextBytes(id);
        this.clientName = "CAIRN_CLIENT_" + HexFormat.of().formatHex(id);
    }

    /** A client of the NameNode that the settings name; it connects when it is first used. */
    public static CairnFileSystem open(ClientSettings settings) {
        ApiTransport transport = new ApiTransport(settings.nameNode(), settings.transport());
        return open(settings, new HttpClientProtocol(transport), transport);
    }

    /** A client over another way to the NameNode; {@code transport} is closed with it. */
    public static CairnFileSystem open(ClientSettings settings, ClientProtocol nameNode, Closeable transport) {
        return new CairnFileSystem(new ClientRuntime(settings, nameNode, transport), settings.user(), true);
    }

    /** A view on behalf of another user, with a lease of its own; closing it closes nothing. */
    public CairnFileSystem as(String otherUser) {
        return new CairnFileSystem(runtime, otherUser, false);
    }

    public String user() {
        return user;
    }

    /** The name under which the NameNode knows this view's leases. */
    public String clientName() {
        return clientName;
    }

    /** Where relative paths of the user would begin: {@code /user/NAME}. */
    public String getHomeDirectory() {
        return "/user/" + user;
    }

    public boolean exists(String path) throws IOException {
        try {
            nameNode.fileStatus(user, path);
            return true;
        } catch (HdfsException e) {
            if (e.code() == ErrorCode.FILE_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** The file or directory at a path; its absence is {@link ErrorCode#FILE_NOT_FOUND}. */
    public FileStatus getFileStatus(String path) throws IOException {
        return nameNode.fileStatus(user, path);
    }

    public ContentSummary getContentSummary(String path) throws IOException {
        return nameNode.contentSummary(user, path);
    }

    /** The children of a directory in name order, or the file itself; fetched page by page as the iterator goes on. */
    public DirectoryIterator listStatusIterator(String path) throws IOException {
        return new DirectoryIterator(nameNode, user, path);
    }

    /** All children of a directory at once. */
    public List<FileStatus> listStatus(String path) throws IOException {
        List<FileStatus> all = new ArrayList<>();
        DirectoryIterator pages = listStatusIterator(path);
        while (pages.hasNext()) {
            all.add(pages.next());
        }
        return all;
    }

    /** Makes a directory and its missing parents, with the default permission. */
    public boolean mkdirs(String path) throws IOException {
        return mkdirs(path, DEFAULT_DIRECTORY_PERMISSION);
    }

    /** Makes a directory and its missing parents; the umask is taken from the permission. */
    public boolean mkdirs(String path, int permission) throws IOException {
        return nameNode.mkdirs(user, new MkdirsRequest(path, masked(permission), true));
    }

    /** HDFS's first rename: false when it is refused; into a directory that is there. */
    public boolean rename(String source, String destination) throws IOException {
        return nameNode.rename(user, new RenameRequest(source, destination, null));
    }

    /** HDFS's second rename: exactly to the destination, or an error. */
    public void rename(String source, String destination, boolean overwrite) throws IOException {
        nameNode.rename(user, new RenameRequest(source, destination, overwrite));
    }

    /** Deletes; false when nothing was there. */
    public boolean delete(String path, boolean recursive) throws IOException {
        return nameNode.delete(user, new DeleteRequest(path, recursive));
    }

    public void setPermission(String path, int permission) throws IOException {
        nameNode.setPermission(user, new SetPermissionRequest(path, permission));
    }

    /** Changes owner, group or both; null leaves one as it is. */
    public void setOwner(String path, @Nullable String newOwner, @Nullable String group) throws IOException {
        nameNode.setOwner(user, new SetOwnerRequest(path, newOwner, group));
    }

    /** Sets the times, in milliseconds since 1970; -1 leaves one as it is. */
    public void setTimes(String path, long modificationTimeMillis, long accessTimeMillis) throws IOException {
        nameNode.setTimes(user, new SetTimesRequest(path, modificationTimeMillis, accessTimeMillis));
    }

    /** Changes a file's replication; false for a directory or a missing path. */
    public boolean setReplication(String path, int replication) throws IOException {
        return nameNode.setReplication(user, new SetReplicationRequest(path, replication));
    }

    public boolean isFileClosed(String path) throws IOException {
        return nameNode.isFileClosed(user, path);
    }

    /**
     * The files at or below a path that are open for writing, in the order of their ids; several calls where there are many.
     *
     * @param blockingDecommission only those that keep a DataNode from being decommissioned
     */
    public List<OpenFile> listOpenFiles(String path, boolean blockingDecommission) throws IOException {
        List<OpenFile> all = new ArrayList<>();
        OpenFiles page;
        do {
            long after = all.isEmpty() ? 0 : all.get(all.size() - 1).fileId();
            page = nameNode.openFiles(user, path, after, blockingDecommission);
            all.addAll(page.files());
        } while (page.hasMore() && !page.files().isEmpty());
        return all;
    }

    /**
     * Takes a file from its writer, whose next call then fails, and closes it.
     *
     * @return true when it is closed; false while its last block is being recovered: ask {@link #isFileClosed} later
     */
    public boolean recoverLease(String path) throws IOException {
        return nameNode.recoverLease(user, new RecoverLeaseRequest(path, clientName));
    }

    /**
     * Cuts a closed file off.
     *
     * @return true when it is done; false while the last block is being cut: ask {@link #isFileClosed} later
     */
    public boolean truncate(String path, long newLengthBytes) throws IOException {
        return nameNode.truncate(user, new TruncateRequest(path, newLengthBytes, clientName));
    }

    /** Moves the blocks of the sources, in this order, to the end of the target; the sources are gone. */
    public void concat(String target, List<String> sources) throws IOException {
        nameNode.concat(user, new ConcatRequest(target, sources));
    }

    public ServerDefaults getServerDefaults() throws IOException {
        return nameNode.serverDefaults(user);
    }

    /** The blocks that touch a range, with their replicas. */
    public List<LocatedBlock> getBlockLocations(String path, long offset, long length) throws IOException {
        return locate(path, offset, length).blocks();
    }

    /** As {@link #getBlockLocations}, with the file's length and state. */
    public LocatedBlocks locate(String path, long offset, long length) throws IOException {
        return nameNode.blockLocations(user, path, offset, length);
    }

    /**
     * As {@link #locate}, for reading: the last block of a file that is being written has the length that readers may
     * see, and the file's length includes it.
     */
    public LocatedBlocks locateForReading(String path, long offset, long length) throws IOException {
        return OpenBlocks.locate(readContext(), user, path, offset, length);
    }

    /** HDFS's checksum of a file, made of what DataNodes say of its blocks; none of one that is being written. */
    public FileChecksum getFileChecksum(String path) throws IOException {
        LocatedBlocks located = locate(path, 0, Long.MAX_VALUE);
        if (located.underConstruction()) {
            throw new HdfsException(
                    ErrorCode.IO, "Fail to get checksum, since file " + path + " is under construction.");
        }
        return FileChecksums.of(path, located.blocks(), runtime.transfer());
    }

    /** Creates a file with HDFS's defaults: an old one is replaced, missing parents are made. */
    public CairnOutputStream create(String path) throws IOException {
        return create(path, CreateOptions.STANDARD);
    }

    /**
     * Creates a file and opens it for writing.
     *
     * @throws HdfsException ({@link ErrorCode#HADOOP_ILLEGAL_ARGUMENT}) before anything is done when the block size is no
     *     multiple of the bytes that a checksum covers
     */
    public CairnOutputStream create(String path, CreateOptions options) throws IOException {
        checkBlockSize(options.blockSizeBytes());
        CreateRequest request = new CreateRequest(
                path,
                masked(options.permission()),
                clientName,
                options.overwrite(),
                options.createParent(),
                options.replication(),
                options.blockSizeBytes());
        CreatedFile created = options.empty()
                ? new CreatedFile(nameNode.create(user, request), null)
                : nameNode.createWithBlock(
                        user,
                        new CreateWithBlockRequest(
                                request, options.favoredNodes(), WriteTarget.addBlockFlags(options.flags())));
        FileStatus status = created.status();
        WriteTarget target = new WriteTarget(
                user,
                clientName,
                path,
                status.fileId(),
                status.blockSizeBytes(),
                0,
                options.favoredNodes(),
                options.flags(),
                WriteStart.ofNewFile(status.replication(), created.firstBlock()));
        return openForWriting(target, status, options.progress());
    }

    /** Opens a file to write on at its end, in the last block where that is not full. */
    public CairnOutputStream append(String path) throws IOException {
        return append(path, AppendOptions.STANDARD);
    }

    /** Opens a file to write on at its end. */
    public CairnOutputStream append(String path, AppendOptions options) throws IOException {
        AppendedFile appended = nameNode.append(
                user, new AppendRequest(path, clientName, options.flags().contains(CreateFlag.NEW_BLOCK)));
        FileStatus status = appended.status();
        LocatedBlock last = appended.lastBlock();
        try {
            checkLastBlock(path, status, last);
        } catch (HdfsException e) {
            runtime.leases().givenUp(user, clientName, status.fileId());
            throw e;
        }
        WriteTarget target = new WriteTarget(
                user,
                clientName,
                path,
                status.fileId(),
                status.blockSizeBytes(),
                status.length(),
                options.favoredNodes(),
                options.flags(),
                WriteStart.ofAppend(status.replication(), last));
        return openForWriting(target, status, options.progress());
    }

    private static void checkLastBlock(String path, FileStatus status, @Nullable LocatedBlock last)
            throws HdfsException {
        if (last == null) {
            return;
        }
        if (last.locations().isEmpty()) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "Unable to retrieve blocks locations for last block " + last.block() + " of file " + path);
        }
        if (last.block().block().numBytes() >= status.blockSizeBytes()) {
            throw new HdfsException(ErrorCode.IO, "The last block for file " + path + " is full.");
        }
    }

    private CairnOutputStream openForWriting(WriteTarget target, FileStatus status, @Nullable LongConsumer progress) {
        FileWriter writer = new FileWriter(
                runtime.write(),
                target,
                runtime.settings().write(),
                progress == null ? CairnFileSystem::noProgress : progress);
        runtime.leases().opened(writer, System.nanoTime());
        return new CairnOutputStream(writer, status, runtime.leases());
    }

    private void checkBlockSize(long blockSizeBytes) throws HdfsException {
        int chunk = runtime.settings().write().checksum().bytesPerChecksum();
        if (blockSizeBytes % chunk != 0) {
            throw new HdfsException(
                    ErrorCode.HADOOP_ILLEGAL_ARGUMENT,
                    "Invalid values: dfs.bytes-per-checksum (=" + chunk + ") must divide block size (=" + blockSizeBytes
                            + ").");
        }
    }

    /** Opens a file for reading. */
    public CairnInputStream open(String path) throws IOException {
        return open(path, 0, Long.MAX_VALUE);
    }

    /** Opens a file for reading a range; more than the range is not fetched by sequential reads. */
    public CairnInputStream open(String path, long offset, long length) throws IOException {
        ReadContext context = readContext();
        return open(context, new BlockLocator(context, user, path, offset), offset, length);
    }

    /**
     * Opens a range of a file as {@link #locateForReading} has found it: what was seen of its last block then can be read,
     * whoever answers by now.
     */
    public CairnInputStream open(String path, LocatedBlocks located, long offset, long length) {
        ReadContext context = readContext();
        return open(context, new BlockLocator(context, user, path, located), offset, length);
    }

    private static CairnInputStream open(ReadContext context, BlockLocator locator, long offset, long length) {
        long limit = length > Long.MAX_VALUE - offset ? Long.MAX_VALUE : offset + length;
        return new CairnInputStream(new FileReader(context, locator, offset, limit));
    }

    private ReadContext readContext() {
        return new ReadContext(
                nameNode,
                runtime.transfer(),
                runtime.connections(),
                runtime.suspects(),
                clientName,
                runtime.settings().readRetryPauses());
    }

    /** Stores a local file. */
    public void copyFromLocal(Path source, String destination, CreateOptions options) throws IOException {
        try (FileChannel local = FileChannel.open(source, StandardOpenOption.READ)) {
            CairnOutputStream out = create(destination, options);
            try {
                out.transferFrom(local);
                out.close();
            } catch (IOException | RuntimeException e) {
                out.abort("copying " + source + " failed");
                throw e;
            }
        }
    }

    /** Fetches a file; a local file of that name is replaced. */
    public void copyToLocal(String source, Path destination) throws IOException {
        try (CairnInputStream in = open(source);
                FileChannel local = FileChannel.open(
                        destination,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            LocalCopy.copy(in, local);
        }
    }

    private static void noProgress(long bytes) {}

    private int masked(int permission) {
        return permission & ~runtime.settings().umask();
    }

    /**
     * Closes the client with all its connections; files that are still being written are aborted. Where files were given up
     * it takes up to five seconds to tell the NameNode.
     */
    @Override
    public void close() throws IOException {
        if (owner) {
            runtime.close();
        }
    }
}
