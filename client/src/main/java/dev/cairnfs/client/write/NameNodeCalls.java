package dev.cairnfs.client.write;

import dev.cairnfs.api.AbandonBlockRequest;
import dev.cairnfs.api.AddBlockRequest;
import dev.cairnfs.api.AdditionalDatanodeRequest;
import dev.cairnfs.api.CompleteRequest;
import dev.cairnfs.api.FsyncRequest;
import dev.cairnfs.api.UpdateBlockForPipelineRequest;
import dev.cairnfs.api.UpdatePipelineRequest;
import dev.cairnfs.client.metadata.ClientProtocol;
import dev.cairnfs.client.pipeline.PipelineAction;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LocatedBlock;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls for one file that is being written, with all that they say of the file. */
final class NameNodeCalls {
    private final ClientProtocol nameNode;
    private final WriteTarget target;

    NameNodeCalls(ClientProtocol nameNode, WriteTarget target) {
        this.nameNode = nameNode;
        this.target = target;
    }

    /** The next block, or null when the one before has not enough replicas yet. */
    @Nullable
    LocatedBlock addBlock(PipelineAction.AllocateBlock allocate) throws IOException {
        LocatedBlock block;
        try {
            block = nameNode.addBlock(
                    target.user(),
                    new AddBlockRequest(
                            target.path(),
                            target.fileId(),
                            target.clientName(),
                            allocate.previous(),
                            allocate.excludedNodes(),
                            target.favoredNodes(),
                            WriteTarget.addBlockFlags(target.flags())));
        } catch (HdfsException e) {
            if (e.code() == ErrorCode.NOT_REPLICATED_YET) {
                return null;
            }
            throw e;
        }
        if (block.locations().isEmpty()) {
            throw new HdfsException(ErrorCode.IO, "the NameNode gave no DataNode for " + block.block());
        }
        return block;
    }

    void abandonBlock(ExtendedBlock block) throws IOException {
        nameNode.abandonBlock(
                target.user(), new AbandonBlockRequest(target.path(), target.fileId(), target.clientName(), block));
    }

    long newStamp(ExtendedBlock block) throws IOException {
        return nameNode.updateBlockForPipeline(
                        target.user(), new UpdateBlockForPipelineRequest(block, target.clientName()))
                .block()
                .block()
                .generationStamp();
    }

    void updatePipeline(PipelineAction.UpdatePipeline update) throws IOException {
        nameNode.updatePipeline(
                target.user(),
                new UpdatePipelineRequest(
                        target.clientName(),
                        update.oldBlock(),
                        update.newBlock(),
                        uuids(update.nodes()),
                        storageIds(update.nodes())));
    }

    LocatedBlock additionalDatanode(PipelineAction.AddDatanode add) throws IOException {
        return nameNode.additionalDatanode(
                target.user(),
                new AdditionalDatanodeRequest(
                        target.path(),
                        target.fileId(),
                        target.clientName(),
                        add.block(),
                        uuids(add.existing()),
                        storageIds(add.existing()),
                        add.excludedNodes(),
                        1));
    }

    void fsync(@Nullable ExtendedBlock lastBlock) throws IOException {
        nameNode.fsync(target.user(), new FsyncRequest(target.path(), target.fileId(), target.clientName(), lastBlock));
    }

    boolean complete(@Nullable ExtendedBlock last) throws IOException {
        return nameNode.complete(
                target.user(), new CompleteRequest(target.path(), target.fileId(), target.clientName(), last));
    }

    private static List<String> uuids(List<BlockLocation> nodes) {
        return nodes.stream().map(node -> node.datanode().uuid()).toList();
    }

    private static List<String> storageIds(List<BlockLocation> nodes) {
        return nodes.stream().map(BlockLocation::storageId).toList();
    }
}
