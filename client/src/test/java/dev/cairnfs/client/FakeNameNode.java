package dev.cairnfs.client;

import dev.cairnfs.api.AbandonBlockRequest;
import dev.cairnfs.api.AddBlockRequest;
import dev.cairnfs.api.BadBlocksReport;
import dev.cairnfs.api.BadReplica;
import dev.cairnfs.api.CompleteRequest;
import dev.cairnfs.api.CreateRequest;
import dev.cairnfs.api.DeleteRequest;
import dev.cairnfs.api.MkdirsRequest;
import dev.cairnfs.api.RenameRequest;
import dev.cairnfs.api.SetOwnerRequest;
import dev.cairnfs.api.SetPermissionRequest;
import dev.cairnfs.api.SetReplicationRequest;
import dev.cairnfs.api.SetTimesRequest;
import dev.cairnfs.client.metadata.ClientProtocol;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ContentSummary;
import dev.cairnfs.shared.model.DirectoryListing;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.FileType;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.shared.model.ServerDefaults;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A NameNode with just enough memory: files with their blocks, every block on the first DataNodes not excluded. */
final class FakeNameNode implements ClientProtocol {
    private static final class FileEntry {
        private FileStatus status;
        private final List<LocatedBlock> blocks = new ArrayList<>();
        private boolean closed;

        FileEntry(FileStatus status) {
            this.status = status;
        }
    }

    private final List<BlockLocation> datanodes;
    private final int replicas;
    private final Map<String, FileEntry> files = new TreeMap<>();
    private long nextId = 1000;

    final List<BadReplica> badReplicas = new ArrayList<>();
    final List<String> calls = new ArrayList<>();
    final List<List<String>> exclusions = new ArrayList<>();
    int completeRefusals;
    int pageSize = 1000;
    boolean unreachable;

    FakeNameNode(List<BlockLocation> datanodes, int replicas) {
        this.datanodes = datanodes;
        this.replicas = replicas;
    }

    private FileEntry entry(String path) throws HdfsException {
        FileEntry entry = files.get(path);
        if (entry == null) {
            throw new HdfsException(ErrorCode.FILE_NOT_FOUND, "File does not exist: " + path);
        }
        return entry;
    }

    private static FileStatus status(String name, long length, int permission, long blockSize, long id) {
        return new FileStatus(name, FileType.FILE, length, "u", "g", permission, 0, 0, blockSize, 1, id, 0, 0, null);
    }

    @Override
    public synchronized FileStatus create(String user, CreateRequest request) {
        calls.add("create");
        long blockSize = request.blockSizeBytes() == 0 ? 1 << 20 : request.blockSizeBytes();
        FileStatus status = status("", 0, request.permission(), blockSize, nextId++);
        files.put(request.path(), new FileEntry(status));
        return status;
    }

    @Override
    public synchronized LocatedBlock addBlock(String user, AddBlockRequest request) throws IOException {
        calls.add("addBlock");
        exclusions.add(request.excludedNodes());
        FileEntry entry = entry(request.path());
        commit(entry, request.previous());
        List<BlockLocation> chosen = new ArrayList<>();
        for (BlockLocation location : datanodes) {
            if (chosen.size() < replicas
                    && !request.excludedNodes().contains(location.datanode().transferAddress())) {
                chosen.add(location);
            }
        }
        ExtendedBlock block = new ExtendedBlock("BP-1", new Block(nextId++, 1001, 0));
        LocatedBlock located = new LocatedBlock(block, length(entry), false, chosen);
        entry.blocks.add(located);
        return located;
    }

    private static long length(FileEntry entry) {
        return entry.blocks.stream()
                .mapToLong(b -> b.block().block().numBytes())
                .sum();
    }

    private static void commit(FileEntry entry, @Nullable ExtendedBlock last) {
        if (last == null) {
            if (!entry.blocks.isEmpty()) {
                throw new IllegalStateException("no previous block given where there is one");
            }
            return;
        }
        int index = entry.blocks.size() - 1;
        LocatedBlock known = entry.blocks.get(index);
        if (known.block().block().blockId() != last.block().blockId()) {
            throw new IllegalStateException("the previous block is another one");
        }
        entry.blocks.set(index, new LocatedBlock(last, known.offset(), false, known.locations()));
    }

    @Override
    public synchronized void abandonBlock(String user, AbandonBlockRequest request) throws IOException {
        calls.add("abandonBlock");
        entry(request.path())
                .blocks
                .removeIf(b ->
                        b.block().block().blockId() == request.block().block().blockId());
    }

    @Override
    public synchronized boolean complete(String user, CompleteRequest request) throws IOException {
        calls.add("complete");
        if (completeRefusals-- > 0) {
            return false;
        }
        FileEntry entry = entry(request.path());
        commit(entry, request.last());
        FileStatus old = entry.status;
        entry.status = status("", length(entry), old.permission(), old.blockSizeBytes(), old.fileId());
        entry.closed = true;
        return true;
    }

    @Override
    public synchronized void renewLease(String user, String clientName) throws IOException {
        if (unreachable) {
            throw new IOException("unreachable");
        }
        calls.add("renewLease " + user);
    }

    @Override
    public synchronized void reportBadBlocks(String user, BadBlocksReport report) {
        badReplicas.addAll(report.replicas());
    }

    @Override
    public boolean mkdirs(String user, MkdirsRequest request) {
        calls.add("mkdirs " + Integer.toOctalString(request.permission()));
        return true;
    }

    @Override
    public boolean rename(String user, RenameRequest request) {
        return true;
    }

    @Override
    public synchronized boolean delete(String user, DeleteRequest request) {
        return files.remove(request.path()) != null;
    }

    @Override
    public void setPermission(String user, SetPermissionRequest request) {}

    @Override
    public void setOwner(String user, SetOwnerRequest request) {}

    @Override
    public void setTimes(String user, SetTimesRequest request) {}

    @Override
    public boolean setReplication(String user, SetReplicationRequest request) {
        return true;
    }

    @Override
    public synchronized FileStatus fileStatus(String user, String path) throws IOException {
        return entry(path).status;
    }

    @Override
    public synchronized DirectoryListing listing(String user, String path, String startAfter) {
        calls.add("listing after " + startAfter);
        List<FileStatus> all = new ArrayList<>();
        files.forEach((name, entry) -> {
            String child = name.substring(path.length() + 1);
            if (child.compareTo(startAfter) > 0) {
                all.add(status(child, 0, 0644, 1 << 20, entry.status.fileId()));
            }
        });
        int count = Math.min(pageSize, all.size());
        return new DirectoryListing(all.subList(0, count), all.size() - count);
    }

    @Override
    public ContentSummary contentSummary(String user, String path) {
        return new ContentSummary(0, 1, 0, 0, -1, -1, true);
    }

    @Override
    public synchronized boolean isFileClosed(String user, String path) throws IOException {
        return entry(path).closed;
    }

    @Override
    public synchronized LocatedBlocks blockLocations(String user, String path, long offset, long length)
            throws IOException {
        calls.add("blockLocations");
        FileEntry entry = entry(path);
        List<LocatedBlock> touching = new ArrayList<>();
        for (LocatedBlock block : entry.blocks) {
            long end = block.offset() + block.block().block().numBytes();
            if (end > offset && block.offset() < offset + length) {
                touching.add(block);
            }
        }
        LocatedBlock last = entry.blocks.isEmpty() ? null : entry.blocks.get(entry.blocks.size() - 1);
        return new LocatedBlocks(length(entry), !entry.closed, touching, last, entry.closed);
    }

    @Override
    public ServerDefaults serverDefaults(String user) {
        return ServerDefaults.STANDARD;
    }
}
