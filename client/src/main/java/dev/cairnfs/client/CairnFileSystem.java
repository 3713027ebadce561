package dev.cairnfs.client;

import dev.cairnfs.api.CreateRequest;
import dev.cairnfs.api.DeleteRequest;
import dev.cairnfs.api.MkdirsRequest;
import dev.cairnfs.api.RenameRequest;
import dev.cairnfs.api.SetOwnerRequest;
import dev.cairnfs.api.SetPermissionRequest;
import dev.cairnfs.api.SetReplicationRequest;
import dev.cairnfs.api.SetTimesRequest;
import dev.cairnfs.client.metadata.ApiTransport;
import dev.cairnfs.client.metadata.ClientProtocol;
import dev.cairnfs.client.metadata.HttpClientProtocol;
import dev.cairnfs.client.read.BlockLocator;
import dev.cairnfs.client.read.FileReader;
import dev.cairnfs.client.read.ReadContext;
import dev.cairnfs.client.write.FileWriter;
import dev.cairnfs.client.write.WriteTarget;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.ContentSummary;
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

    /** HDFS's checksum of a file, made of what DataNodes say of its blocks. */
    public FileChecksum getFileChecksum(String path) throws IOException {
        return FileChecksums.of(path, getBlockLocations(path, 0, Long.MAX_VALUE), runtime.transfer());
    }

    /** Creates a file with HDFS's defaults: an old one is replaced, missing parents are made. */
    public CairnOutputStream create(String path) throws IOException {
        return create(path, CreateOptions.STANDARD);
    }

    /** Creates a file and opens it for writing. */
    public CairnOutputStream create(String path, CreateOptions options) throws IOException {
        FileStatus status = nameNode.create(
                user,
                new CreateRequest(
                        path,
                        masked(options.permission()),
                        clientName,
                        options.overwrite(),
                        options.createParent(),
                        options.replication(),
                        options.blockSizeBytes()));
        WriteTarget target = new WriteTarget(
                user, clientName, path, status.fileId(), status.blockSizeBytes(), options.favoredNodes());
        LongConsumer progress = options.progress();
        FileWriter writer = new FileWriter(
                nameNode,
                target,
                runtime.settings().write(),
                runtime.transfer(),
                progress == null ? CairnFileSystem::noProgress : progress);
        runtime.leases().opened(writer, System.nanoTime());
        return new CairnOutputStream(writer, status, runtime.leases());
    }

    /** Opens a file for reading. */
    public CairnInputStream open(String path) throws IOException {
        return open(path, 0, Long.MAX_VALUE);
    }

    /** Opens a file for reading a range; more than the range is not fetched by sequential reads. */
    public CairnInputStream open(String path, long offset, long length) throws IOException {
        BlockLocator locator = new BlockLocator(nameNode, user, path, offset);
        ReadContext context = new ReadContext(
                nameNode,
                runtime.transfer(),
                runtime.connections(),
                runtime.suspects(),
                clientName,
                runtime.settings().readRetryPauses());
        long limit = length > Long.MAX_VALUE - offset ? Long.MAX_VALUE : offset + length;
        return new CairnInputStream(new FileReader(context, locator, offset, limit));
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

    /** Closes the client with all its connections; files that are still being written are aborted. */
    @Override
    public void close() throws IOException {
        if (owner) {
            runtime.close();
        }
    }
}
