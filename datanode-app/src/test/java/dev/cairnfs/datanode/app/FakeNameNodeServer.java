package dev.cairnfs.datanode.app;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.cairnfs.api.AddBlockRequest;
import dev.cairnfs.api.AppendRequest;
import dev.cairnfs.api.BadBlocksReport;
import dev.cairnfs.api.BadReplica;
import dev.cairnfs.api.BooleanResponse;
import dev.cairnfs.api.CommitBlockSynchronizationRequest;
import dev.cairnfs.api.CompleteRequest;
import dev.cairnfs.api.CreateRequest;
import dev.cairnfs.api.CreateWithBlockRequest;
import dev.cairnfs.api.HeartbeatResponse;
import dev.cairnfs.api.IncrementalBlockReport;
import dev.cairnfs.api.RegisterDatanodeRequest;
import dev.cairnfs.api.RegisterDatanodeResponse;
import dev.cairnfs.api.UpdateBlockForPipelineRequest;
import dev.cairnfs.api.UpdatePipelineRequest;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.AppendedFile;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.CreatedFile;
import dev.cairnfs.shared.model.DatanodeCommand;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.FileType;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.model.ReplicaChange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A NameNode with one DataNode and no namespace to speak of: files by path, all blocks on the DataNode that registered. */
final class FakeNameNodeServer implements AutoCloseable {
    private static final class FileEntry {
        private final CreateRequest request;
        private final List<LocatedBlock> blocks = new ArrayList<>();
        private boolean closed;

        FileEntry(CreateRequest request) {
            this.request = request;
        }
    }

    private final JsonMapper json = JsonMapper.builder().build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final Map<String, FileEntry> files = new HashMap<>();
    private @Nullable RegisterDatanodeRequest datanode;
    private @Nullable CreateWithBlockRequest creationWithBlock;
    private long nextId = 1000;
    private long nextStamp = 1002;

    final CountDownLatch registered = new CountDownLatch(1);
    final List<String> calls = new CopyOnWriteArrayList<>();
    final List<ReplicaChange> changes = new CopyOnWriteArrayList<>();
    final List<BadReplica> badReplicas = new CopyOnWriteArrayList<>();
    final Queue<DatanodeCommand> commands = new ConcurrentLinkedQueue<>();
    final LinkedBlockingQueue<CommitBlockSynchronizationRequest> recoveries = new LinkedBlockingQueue<>();

    FakeNameNodeServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/api/v1/", this::handle);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    synchronized boolean isComplete(String path) {
        FileEntry entry = files.get(path);
        return entry != null && entry.closed;
    }

    /** The newest call that asked for the first block together with the file. */
    synchronized CreateWithBlockRequest creationWithBlock() {
        return Objects.requireNonNull(creationWithBlock);
    }

    synchronized CreateRequest creation(String path) {
        return Objects.requireNonNull(files.get(path)).request;
    }

    /** The last block of a file, and where it is. */
    synchronized LocatedBlock lastBlock(String path) throws HdfsException {
        List<LocatedBlock> blocks = entry(path).blocks;
        return blocks.get(blocks.size() - 1);
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String call = exchange.getRequestURI().getPath().substring("/api/v1/".length());
        int status = 200;
        byte[] answer;
        try {
            answer = json.writeValueAsBytes(answer(call, query(exchange), body));
        } catch (HdfsException e) {
            status = e.code().httpStatus();
            answer = json.writeValueAsBytes(Map.of(
                    "RemoteException",
                    Map.of(
                            "exception", e.code().exceptionName(),
                            "javaClassName", e.code().javaClassName(),
                            "message", String.valueOf(e.getMessage()))));
        }
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        for (String part : exchange.getRequestURI().getRawQuery().split("&", -1)) {
            int equals = part.indexOf('=');
            query.put(part.substring(0, equals), URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return query;
    }

    private FileStatus create(CreateRequest request) throws HdfsException {
        if (files.containsKey(request.path()) && !request.overwrite()) {
            throw new HdfsException(ErrorCode.FILE_ALREADY_EXISTS, request.path() + " already exists");
        }
        files.put(request.path(), new FileEntry(request));
        return new FileStatus(
                "", FileType.FILE, 0, "u", "g", request.permission(), 0, 0, 1 << 20, 1, nextId++, 0, 0, null);
    }

    private AppendedFile append(AppendRequest request) throws HdfsException {
        FileEntry entry = entry(request.path());
        entry.closed = false;
        LocatedBlock last = entry.blocks.get(entry.blocks.size() - 1);
        FileStatus status = new FileStatus(
                "", FileType.FILE, length(entry), "u", "g", 0644, 0, 0, 1 << 20, 1, nextId++, 0, 0, null);
        return new AppendedFile(status, last.block().block().numBytes() < 1 << 20 ? last : null);
    }

    private void updatePipeline(UpdatePipelineRequest request) {
        for (FileEntry entry : files.values()) {
            entry.blocks.replaceAll(block -> block.block().equals(request.oldBlock())
                    ? new LocatedBlock(request.newBlock(), block.offset(), false, here())
                    : block);
        }
    }

    private LocatedBlock newBlock(FileEntry entry) {
        LocatedBlock block =
                new LocatedBlock(new ExtendedBlock("BP-1", new Block(nextId++, 1001, 0)), length(entry), false, here());
        entry.blocks.add(block);
        return block;
    }

    private synchronized Object answer(String call, Map<String, String> query, byte[] body) throws HdfsException {
        calls.add(call.replaceFirst("datanodes/[^/]+/", "") + " " + query.get("user.name"));
        if (call.startsWith("datanodes")) {
            return datanodeCall(call, body);
        }
        switch (call) {
            case "client/status" -> {
                FileEntry entry = entry(Objects.requireNonNull(query.get("path")));
                int permission = entry.request.permission();
                return new FileStatus(
                        "", FileType.FILE, length(entry), "u", "g", permission, 0, 0, 1 << 20, 1, 1000, 0, 0, null);
            }
            case "client/create" -> {
                return create(json.readValue(body, CreateRequest.class));
            }
            case "client/create-with-block" -> {
                CreateWithBlockRequest request = json.readValue(body, CreateWithBlockRequest.class);
                creationWithBlock = request;
                FileStatus status = create(request.create());
                return new CreatedFile(status, newBlock(entry(request.create().path())));
            }
            case "client/add-block" -> {
                AddBlockRequest request = json.readValue(body, AddBlockRequest.class);
                FileEntry entry = entry(request.path());
                commit(entry, request.previous());
                return newBlock(entry);
            }
            case "client/complete" -> {
                CompleteRequest request = json.readValue(body, CompleteRequest.class);
                FileEntry entry = entry(request.path());
                commit(entry, request.last());
                entry.closed = true;
                return new BooleanResponse(true);
            }
            case "client/append" -> {
                return append(json.readValue(body, AppendRequest.class));
            }
            case "client/update-block-for-pipeline" -> {
                ExtendedBlock old = json.readValue(body, UpdateBlockForPipelineRequest.class)
                        .block();
                Block renewed = new Block(
                        old.block().blockId(), nextStamp++, old.block().numBytes());
                return new LocatedBlock(new ExtendedBlock("BP-1", renewed), 0, false, here());
            }
            case "client/update-pipeline" -> updatePipeline(json.readValue(body, UpdatePipelineRequest.class));
            case "client/report-bad-blocks" ->
                badReplicas.addAll(json.readValue(body, BadBlocksReport.class).replicas());
            case "block-locations" -> {
                FileEntry entry = entry(Objects.requireNonNull(query.get("path")));
                LocatedBlock last = entry.blocks.isEmpty() ? null : entry.blocks.get(entry.blocks.size() - 1);
                long readable = last == null || entry.closed ? length(entry) : last.offset();
                return new LocatedBlocks(readable, !entry.closed, entry.blocks, last, entry.closed);
            }
            default -> {}
        }
        return Map.of();
    }

    private Object datanodeCall(String call, byte[] body) {
        if (call.equals("datanodes")) {
            datanode = json.readValue(body, RegisterDatanodeRequest.class);
            registered.countDown();
            return new RegisterDatanodeResponse(new NamespaceInfo(7, "CID-1", "BP-1", 0, 1), 200, 3_600_000);
        }
        if (call.endsWith("/heartbeat")) {
            DatanodeCommand command = commands.poll();
            return new HeartbeatResponse(command == null ? List.of() : List.of(command), false);
        }
        if (call.endsWith("/commit-block-synchronization")) {
            recoveries.add(json.readValue(body, CommitBlockSynchronizationRequest.class));
        }
        if (call.endsWith("/incremental-block-report")) {
            changes.addAll(json.readValue(body, IncrementalBlockReport.class).changes());
        }
        return Map.of();
    }

    private FileEntry entry(String path) throws HdfsException {
        FileEntry entry = files.get(path);
        if (entry == null) {
            throw new HdfsException(ErrorCode.FILE_NOT_FOUND, "File does not exist: " + path);
        }
        return entry;
    }

    private List<BlockLocation> here() {
        RegisterDatanodeRequest known = Objects.requireNonNull(datanode);
        return List.of(new BlockLocation(
                known.id(), "/default-rack", known.storages().get(0).storageId(), "DISK", "FINALIZED"));
    }

    private static void commit(FileEntry entry, @Nullable ExtendedBlock last) {
        if (last != null) {
            int index = entry.blocks.size() - 1;
            LocatedBlock known = entry.blocks.get(index);
            entry.blocks.set(index, new LocatedBlock(last, known.offset(), false, known.locations()));
        }
    }

    private static long length(FileEntry entry) {
        return entry.blocks.stream()
                .mapToLong(b -> b.block().block().numBytes())
                .sum();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
