package dev.cairnfs.namenode.app.api;

import dev.cairnfs.api.AdditionalDatanodeRequest;
import dev.cairnfs.api.AppendRequest;
import dev.cairnfs.api.ConcatRequest;
import dev.cairnfs.api.FsyncRequest;
import dev.cairnfs.api.UpdateBlockForPipelineRequest;
import dev.cairnfs.api.UpdatePipelineRequest;
import dev.cairnfs.namenode.blocks.ReplicaPlace;
import dev.cairnfs.namenode.command.Append;
import dev.cairnfs.namenode.command.Concat;
import dev.cairnfs.namenode.command.Fsync;
import dev.cairnfs.namenode.command.GetAdditionalDatanode;
import dev.cairnfs.namenode.command.UpdateBlockForPipeline;
import dev.cairnfs.namenode.command.UpdatePipeline;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What writers ask for beyond a new file: pipelines that are built again (SPEC C6), append, fsync and concat. */
public final class PipelineApi extends ApiGroup {
    private final BodyReader<UpdateBlockForPipelineRequest> updateBlock =
            new BodyReader<>(UpdateBlockForPipelineRequest.class);
    private final BodyReader<UpdatePipelineRequest> updatePipeline = new BodyReader<>(UpdatePipelineRequest.class);
    private final BodyReader<AdditionalDatanodeRequest> additional = new BodyReader<>(AdditionalDatanodeRequest.class);

    private final BodyReader<AppendRequest> append = new BodyReader<>(AppendRequest.class);
    private final BodyReader<FsyncRequest> fsync = new BodyReader<>(FsyncRequest.class);
    private final BodyReader<ConcatRequest> concat = new BodyReader<>(ConcatRequest.class);

    @Override
    List<Route> routes() {
        return List.of(
                Route.post("client/update-block-for-pipeline", "updateBlockForPipeline", this::updateBlock),
                Route.post("client/update-pipeline", "updatePipeline", this::updatePipeline),
                Route.post("client/additional-datanode", "getAdditionalDatanode", this::additionalDatanode),
                Route.post("client/append", "append", this::append),
                Route.post("client/fsync", "fsync", this::fsync),
                Route.post("client/concat", "concat", this::concat));
    }

    private Object updateBlock(ApiRequest request) throws HdfsException, IOException {
        UpdateBlockForPipelineRequest body = request.body(updateBlock);
        return request.execute(new UpdateBlockForPipeline(body.block(), body.clientName()));
    }

    private Object updatePipeline(ApiRequest request) throws HdfsException, IOException {
        UpdatePipelineRequest body = request.body(updatePipeline);
        request.execute(new UpdatePipeline(
                body.clientName(),
                body.oldBlock(),
                body.newBlock(),
                ReplicaPlace.of(body.datanodeUuids(), body.storageIds())));
        return Route.EMPTY;
    }

    private Object additionalDatanode(ApiRequest request) throws HdfsException, IOException {
        AdditionalDatanodeRequest body = request.body(additional);
        return request.read(new GetAdditionalDatanode(
                HdfsPath.parse(body.path()),
                body.fileId(),
                body.clientName(),
                body.block(),
                ReplicaPlace.of(body.existingDatanodeUuids(), body.existingStorageIds()),
                body.excludedNodes(),
                body.count()));
    }

    private Object append(ApiRequest request) throws HdfsException, IOException {
        AppendRequest body = request.body(append);
        return request.execute(new Append(
                HdfsPath.parse(body.path()), body.clientName(), request.caller().remoteAddress(), body.newBlock()));
    }

    private Object fsync(ApiRequest request) throws HdfsException, IOException {
        FsyncRequest body = request.body(fsync);
        request.execute(new Fsync(HdfsPath.parse(body.path()), body.fileId(), body.clientName(), body.lastBlock()));
        return Route.EMPTY;
    }

    private Object concat(ApiRequest request) throws HdfsException, IOException {
        ConcatRequest body = request.body(concat);
        List<HdfsPath> sources = new ArrayList<>();
        for (String source : body.sources()) {
            sources.add(HdfsPath.parse(source));
        }
        request.execute(new Concat(HdfsPath.parse(body.target()), sources));
        return Route.EMPTY;
    }
}
