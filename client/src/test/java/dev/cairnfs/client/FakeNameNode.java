package dev.cairnfs.client;

import dev.cairnfs.api.AbandonBlockRequest;
import dev.cairnfs.api.AddBlockRequest;
import dev.cairnfs.api.AdditionalDatanodeRequest;
import dev.cairnfs.api.AppendRequest;
import dev.cairnfs.api.BadBlocksReport;
import dev.cairnfs.api.BadReplica;
import dev.cairnfs.api.CompleteRequest;
import dev.cairnfs.api.ConcatRequest;
import dev.cairnfs.api.CreateRequest;
import dev.cairnfs.api.CreateWithBlockRequest;
import dev.cairnfs.api.DeleteRequest;
import dev.cairnfs.api.FsyncRequest;
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
import dev.cairnfs.api.UpdateBlockForPipelineRequest;
import dev.cairnfs.api.UpdatePipelineRequest;
import dev.cairnfs.client.metadata.ClientProtocol;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.AppendedFile;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ContentSummary;
import dev.cairnfs.shared.model.CreatedFile;
import dev.cairnfs.shared.model.DirectoryListing;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.FileType;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.shared.model.ServerDefaults;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A NameNode with just enough memory: files with their blocks, every block on the first DataNodes not excluded. */
final class FakeNameNode implements ClientProtocol {
    private static final class FileEntry {
        private FileStatus status;
        private final List<LocatedBlock> blocks = new ArrayList<>();
        private boolean closed;
        private boolean appended;

        FileEntry(FileStatus status) {
            this.status = status;
        }
    }

    private final List<BlockLocation> datanodes;
    private final int replicas;
    private final Map<String, FileEntry> files = new TreeMap<>();
    private long nextId = 1000;
    private long nextStamp = 1002;

    final List<BadReplica> badReplicas = new ArrayList<>();
    final List<String> calls = new ArrayList<>();
    final List<List<String>> exclusions = new ArrayList<>();
    final List<AddBlockRequest> addBlocks = new ArrayList<>();
    final List<FsyncRequest> fsyncs = new ArrayList<>();
    final List<UpdatePipelineRequest> pipelines = new ArrayList<>();
    int completeRefusals;
    boolean completes = true;
    int pageSize = 1000;
    boolean unreachable;

    /** Paths of files that their writers gave up, in order. */
    final List<String> givenUp = new CopyOnWriteArrayList<>();

    /** What such a call waits for. */
    CountDownLatch givenUpAnswers = new CountDownLatch(0);

    /** Files that are appended to from now on have lost their last block's replicas. */
    boolean losesLastBlocks;

    /** Readers are sent to this DataNode alone; empty for all. */
    String onlyFrom = "";

    /** Whether creating a file gives its first block, too. */
    boolean givesFirstBlocks = true;

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

    private FileStatus status(String name, long length, int permission, long blockSize, long id) {
        return new FileStatus(
                name, FileType.FILE, length, "u", "g", permission, 0, 0, blockSize, replicas, id, 0, 0, null);
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
    public synchronized CreatedFile createWithBlock(String user, CreateWithBlockRequest request) throws IOException {
        FileStatus status = create(user, request.create());
        if (!givesFirstBlocks) {
            return new CreatedFile(status, null);
        }
        AddBlockRequest first = new AddBlockRequest(
                request.create().path(), status.fileId(), "", null, List.of(), request.favoredNodes(), request.flags());
        return new CreatedFile(status, addBlock(user, first));
    }

    @Override
    public synchronized LocatedBlock addBlock(String user, AddBlockRequest request) throws IOException {
        calls.add("addBlock");
        exclusions.add(request.excludedNodes());
        addBlocks.add(request);
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

    /** The file is being written again, and its new last block is nowhere yet. */
    void reopenWithEmptyBlock(String path, int locations) throws IOException {
        reopenWithBlock(path, 0, locations);
    }

    /** An open last block, of which so many bytes are known. */
    synchronized void reopenWithBlock(String path, long numBytes, int locations) throws IOException {
        FileEntry entry = entry(path);
        entry.closed = false;
        ExtendedBlock block = new ExtendedBlock("BP-1", new Block(nextId++, 1001, numBytes));
        entry.blocks.add(new LocatedBlock(block, length(entry), false, datanodes.subList(0, locations)));
    }

    /** The file is closed, and its last block has this length. */
    synchronized void closeWithLastBlock(String path, long numBytes) throws IOException {
        FileEntry entry = entry(path);
        int index = entry.blocks.size() - 1;
        LocatedBlock last = entry.blocks.get(index);
        entry.blocks.set(index, restamped(last, last.block().block().generationStamp(), numBytes, last.locations()));
        entry.closed = true;
    }

    private static long length(FileEntry entry) {
        return entry.blocks.stream()
                .mapToLong(b -> b.block().block().numBytes())
                .sum();
    }

    private static void commit(FileEntry entry, @Nullable ExtendedBlock last) {
        if (last == null) {
            // Who appends to a file whose last block is full has none before, either.
            if (!entry.blocks.isEmpty() && !entry.appended) {
                throw new IllegalStateException("no previous block given where there is one");
            }
            return;
        }
        int index = entry.blocks.size() - 1;
        LocatedBlock known = entry.blocks.get(index);
        if (known.block().block().blockId() != last.block().blockId()) {
            throw new IllegalStateException("the previous block is another one");
        }
        if (known.block().block().generationStamp() != last.block().generationStamp()) {
            throw new IllegalStateException("the last block is " + known.block() + ", not " + last);
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
    public synchronized AppendedFile append(String user, AppendRequest request) throws IOException {
        calls.add("append");
        FileEntry entry = entry(request.path());
        if (!entry.closed) {
            throw new HdfsException(ErrorCode.ALREADY_BEING_CREATED, "Failed to APPEND_FILE " + request.path());
        }
        entry.closed = false;
        entry.appended = true;
        LocatedBlock last = last(entry);
        if (losesLastBlocks && last != null) {
            return new AppendedFile(entry.status, new LocatedBlock(last.block(), last.offset(), false, List.of()));
        }
        boolean goesOn =
                last != null && !request.newBlock() && last.block().block().numBytes() < entry.status.blockSizeBytes();
        return new AppendedFile(entry.status, goesOn ? last : null);
    }

    private static @Nullable LocatedBlock last(FileEntry entry) {
        return entry.blocks.isEmpty() ? null : entry.blocks.get(entry.blocks.size() - 1);
    }

    @Override
    public synchronized LocatedBlock updateBlockForPipeline(String user, UpdateBlockForPipelineRequest request)
            throws IOException {
        calls.add("updateBlockForPipeline");
        LocatedBlock known = blockBeingWritten(request.block());
        return restamped(known, nextStamp++, request.block().block().numBytes(), known.locations());
    }

    @Override
    public synchronized void updatePipeline(String user, UpdatePipelineRequest request) throws IOException {
        calls.add("updatePipeline");
        pipelines.add(request);
        notifyAll();
        LocatedBlock known = blockBeingWritten(request.oldBlock());
        Block renewed = request.newBlock().block();
        List<BlockLocation> nodes = new ArrayList<>();
        for (String uuid : request.datanodeUuids()) {
            nodes.add(withUuid(uuid));
        }
        FileEntry entry = entryOf(known);
        entry.blocks.set(
                entry.blocks.size() - 1,
                restamped(
                        known, renewed.generationStamp(), known.block().block().numBytes(), nodes));
    }

    @Override
    public synchronized LocatedBlock additionalDatanode(String user, AdditionalDatanodeRequest request)
            throws IOException {
        calls.add("additionalDatanode");
        LocatedBlock known = blockBeingWritten(request.block());
        List<BlockLocation> nodes = new ArrayList<>();
        for (String uuid : request.existingDatanodeUuids()) {
            nodes.add(withUuid(uuid));
        }
        for (BlockLocation location : datanodes) {
            boolean excluded =
                    request.excludedNodes().contains(location.datanode().transferAddress());
            if (!excluded
                    && !nodes.contains(location)
                    && nodes.size() < request.existingDatanodeUuids().size() + 1) {
                nodes.add(location);
            }
        }
        return new LocatedBlock(known.block(), known.offset(), false, nodes);
    }

    /** How often a pipeline was built anew. */
    synchronized int rebuilt() {
        return pipelines.size();
    }

    /** Waits until a pipeline has been built anew for the first time. */
    synchronized void awaitRebuilt(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        for (long left = limit.toMillis(); pipelines.isEmpty() && left > 0; ) {
            wait(left);
            left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        }
    }

    private BlockLocation withUuid(String uuid) {
        return datanodes.stream()
                .filter(location -> location.datanode().uuid().equals(uuid))
                .findFirst()
                .orElseThrow();
    }

    private FileEntry entryOf(LocatedBlock block) {
        return files.values().stream()
                .filter(entry -> entry.blocks.contains(block))
                .findFirst()
                .orElseThrow();
    }

    /** As HDFS checks it: the last block of a file that is open, under the stamp that is known. */
    private LocatedBlock blockBeingWritten(ExtendedBlock block) throws IOException {
        for (FileEntry entry : files.values()) {
            LocatedBlock last = last(entry);
            if (!entry.closed
                    && last != null
                    && last.block().block().blockId() == block.block().blockId()) {
                if (last.block().block().generationStamp() != block.block().generationStamp()) {
                    throw new IllegalStateException("stamp " + block + " where " + last.block() + " is known");
                }
                return last;
            }
        }
        throw new HdfsException(ErrorCode.IO, block + " is not being written");
    }

    private static LocatedBlock restamped(LocatedBlock block, long stamp, long length, List<BlockLocation> nodes) {
        Block renewed = new Block(block.block().block().blockId(), stamp, length);
        return new LocatedBlock(new ExtendedBlock(block.block().poolId(), renewed), block.offset(), false, nodes);
    }

    @Override
    public synchronized void fsync(String user, FsyncRequest request) throws IOException {
        calls.add("fsync");
        fsyncs.add(request);
        entry(request.path());
    }

    @Override
    public boolean recoverLease(String user, RecoverLeaseRequest request) throws IOException {
        if (!Boolean.TRUE.equals(request.own())) {
            return recoverLease(request);
        }
        givenUp.add(request.path());
        try {
            givenUpAnswers.await();
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
        if (unreachable) {
            throw new IOException("unreachable");
        }
        return false;
    }

    private synchronized boolean recoverLease(RecoverLeaseRequest request) throws IOException {
        calls.add("recoverLease");
        FileEntry entry = entry(request.path());
        boolean wasClosed = entry.closed;
        entry.closed = true;
        return wasClosed;
    }

    @Override
    public synchronized boolean truncate(String user, TruncateRequest request) throws IOException {
        calls.add("truncate " + request.newLengthBytes());
        return entry(request.path()).closed;
    }

    @Override
    public synchronized void concat(String user, ConcatRequest request) throws IOException {
        calls.add("concat " + request.sources());
        entry(request.target());
    }

    @Override
    public synchronized boolean complete(String user, CompleteRequest request) throws IOException {
        calls.add("complete");
        if (!completes) {
            throw new HdfsException(ErrorCode.LEASE_EXPIRED, "the lease is another's");
        }
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
                touching.add(shown(block));
            }
        }
        LocatedBlock last = last(entry);
        long readable = last == null || entry.closed ? length(entry) : last.offset();
        return new LocatedBlocks(readable, !entry.closed, touching, last == null ? null : shown(last), entry.closed);
    }

    private LocatedBlock shown(LocatedBlock block) {
        List<BlockLocation> nodes = block.locations().stream()
                .filter(node -> onlyFrom.isEmpty() || node.datanode().uuid().equals(onlyFrom))
                .toList();
        return new LocatedBlock(block.block(), block.offset(), false, nodes);
    }

    /** All blocks of a file with all their DataNodes. */
    synchronized List<LocatedBlock> blocksOf(String path) throws IOException {
        return List.copyOf(entry(path).blocks);
    }

    @Override
    public synchronized OpenFiles openFiles(String user, String path, long after, boolean blockingDecommission) {
        List<OpenFile> open = new ArrayList<>();
        files.forEach((name, entry) -> {
            if (!entry.closed && entry.status.fileId() > after) {
                open.add(new OpenFile(entry.status.fileId(), name, "", ""));
            }
        });
        open.sort(Comparator.comparingLong(OpenFile::fileId));
        // Pages of one.
        return new OpenFiles(open.subList(0, Math.min(1, open.size())), open.size() > 1);
    }

    @Override
    public ServerDefaults serverDefaults(String user) {
        return ServerDefaults.STANDARD;
    }
}
