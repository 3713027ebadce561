package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.blocks.AddBlockFlag;
import dev.cairnfs.namenode.blocks.TargetRequest;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.CreatedFile;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.LocatedBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link Create} and the first {@link AddBlock} in one call: a small file costs its writer one round trip and the journal
 * one sync less.
 *
 * <p>The call is done with the record that creates the file. Who repeats it gets the file without the block, and gets the
 * block by asking for it. So does who replaces a file, because ids of blocks depend on what the deletion frees.
 */
public record CreateWithBlock(Create create, List<String> favoredNodes, Set<AddBlockFlag> flags)
        implements Command<CreatedFile> {
    public CreateWithBlock {
        favoredNodes = List.copyOf(favoredNodes);
        flags = Set.copyOf(flags);
    }

    @Override
    public String auditName() {
        return create.auditName();
    }

    @Override
    public @Nullable String source() {
        return create.source();
    }

    @Override
    public Plan<CreatedFile> plan(PlanContext context) throws HdfsException {
        Plan<FileStatus> file = create.plan(context);
        List<EditRecord> records = file.records();
        List<BlockLocation> targets = makesFile(records) ? targets(context) : List.of();
        if (targets.isEmpty() || !makesOnly(records)) {
            return new Plan<>(
                    records,
                    after -> new CreatedFile(file.reply().apply(after), null),
                    file.effect(),
                    file.awaitBlock());
        }
        long fileId = records.get(records.size() - 1).getCreateFile().getInodeId();
        Namespace namespace = context.namespace();
        Block block = new Block(namespace.blocks().peekNextId(), namespace.nextGenerationStamp(), 0);
        LocatedBlock first = new LocatedBlock(new ExtendedBlock(context.blockPoolId(), block), 0, false, targets);
        List<EditRecord> all = new ArrayList<>(records);
        all.addAll(new Edits(context)
                .addBlock(fileId, block.blockId(), block.generationStamp())
                .list());
        Consumer<SoftState> expect = soft -> soft.blocks().expectReplicas(block.blockId(), targets);
        Consumer<SoftState> effect = file.effect();
        return new Plan<>(
                all,
                after -> new CreatedFile(file.reply().apply(after), first),
                effect == null ? expect : effect.andThen(expect),
                0);
    }

    /** False for a repeated call, which finds its file made. */
    private static boolean makesFile(List<EditRecord> records) {
        return !records.isEmpty() && records.get(records.size() - 1).hasCreateFile();
    }

    private static boolean makesOnly(List<EditRecord> records) {
        return records.stream().noneMatch(EditRecord::hasDelete);
    }

    /**
     * Without DataNodes the file is made all the same, as by {@link Create}; addBlock then says what is wrong. When it is
     * the size of the block for which no DataNode has room, the call is refused before anything is made or replaced: it
     * would leave an empty file that is open in the name of a writer who has failed already.
     */
    private List<BlockLocation> targets(PlanContext context) throws HdfsException {
        try {
            return choose(context, create.effectiveBlockSize(context));
        } catch (HdfsException e) {
            if (hasRoomForLess(context)) {
                throw e;
            }
            return List.of();
        }
    }

    private boolean hasRoomForLess(PlanContext context) {
        try {
            return !choose(context, context.settings().blockSizeMinimumBytes()).isEmpty();
        } catch (HdfsException e) {
            return false; // whatever is wrong, the size is not
        }
    }

    private List<BlockLocation> choose(PlanContext context, long blockSizeBytes) throws HdfsException {
        TargetRequest request = new TargetRequest(
                create.path().toString(),
                create.effectiveReplication(context),
                create.clientMachine(),
                Set.of(),
                favoredNodes,
                flags,
                blockSizeBytes);
        return context.blocks().chooseTargets(request, context.random());
    }
}
