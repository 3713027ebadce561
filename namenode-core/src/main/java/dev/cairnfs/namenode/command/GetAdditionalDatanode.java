package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.blocks.ReplicaPlace;
import dev.cairnfs.namenode.blocks.TargetRequest;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.List;
import java.util.Set;

/**
 * DataNodes to take the place of those that failed in a pipeline (SPEC C6). The answer lists the existing ones, then the
 * added: as many as could be found. Whether too few will do is the writer's decision.
 *
 * @param fileId 0 when the client does not know it
 * @param block the one that is being written
 * @param existing what is left of its pipeline, in its order
 * @param excludedNodes uuids or transfer addresses of DataNodes not to take
 * @param count how many to add
 */
public record GetAdditionalDatanode(
        HdfsPath path,
        long fileId,
        String clientName,
        ExtendedBlock block,
        List<ReplicaPlace> existing,
        List<String> excludedNodes,
        int count)
        implements Query<LocatedBlock> {
    public GetAdditionalDatanode {
        existing = List.copyOf(existing);
        excludedNodes = List.copyOf(excludedNodes);
    }

    @Override
    public String auditName() {
        return "getAdditionalDatanode";
    }

    @Override
    public String source() {
        return path.toString();
    }

    @Override
    public LocatedBlock read(PlanContext context) throws HdfsException {
        OpenFiles openFiles = new OpenFiles(context);
        openFiles.checkPool(block);
        SafeModes.check(context, "Cannot add datanode; src=" + path + ", blk=" + block);
        long file = openFiles.find(path, fileId);
        openFiles.checkLease(path, file, clientName);
        Block last = new FileBlocks(context, file).last();
        if (last == null || last.blockId() != block.block().blockId()) {
            throw new HdfsException(ErrorCode.IO, block + " is not the last block of " + path + ", which is " + last);
        }
        if (count < 1 || count > context.settings().replicationMax()) {
            throw new HdfsException(
                    ErrorCode.HADOOP_ILLEGAL_ARGUMENT,
                    "Cannot add " + count + " datanodes to the pipeline of " + block);
        }
        Namespace namespace = context.namespace();
        TargetRequest request = new TargetRequest(
                path.toString(),
                count,
                openFiles.clientMachine(file),
                Set.copyOf(excludedNodes),
                List.of(),
                Set.of(),
                namespace.inodes().blockSize(file));
        return new LocatedBlock(
                block,
                namespace.inodes().fileLength(file) - last.numBytes(),
                false,
                context.blocks().chooseAdditional(existing, request, context.random()));
    }
}
