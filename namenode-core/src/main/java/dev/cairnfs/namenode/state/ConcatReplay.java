package dev.cairnfs.namenode.state;

import static dev.cairnfs.namenode.state.Replay.require;

import dev.cairnfs.namenode.record.ConcatRecord;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Several files become one. */
final class ConcatReplay {
    private final Namespace namespace;
    private final InodeStore inodes;
    private final BlockLists blockLists;
    private final BlockTable blocks;
    private final TreeReplay tree;
    private final BlockEvents events;

    ConcatReplay(Namespace namespace, TreeReplay tree, BlockEvents events) {
        this.namespace = namespace;
        this.inodes = namespace.inodeStore();
        this.blockLists = namespace.blockLists();
        this.blocks = namespace.blocks();
        this.tree = tree;
        this.events = events;
    }

    void apply(long timeMillis, ConcatRecord record) {
        int target = closedFile(record.getTargetId());
        List<Integer> sources =
                record.getSourceIdsList().stream().map(this::closedFile).toList();
        Set<Integer> files = new HashSet<>(sources);
        require(!sources.isEmpty() && files.size() == sources.size(), "no sources, or one of them twice");
        require(!files.contains(target), "the target is one of the sources");
        for (int source : sources) {
            moveBlocks(source, target);
            tree.delete(timeMillis, source);
        }
        inodes.setTimes(target, timeMillis, inodes.accessTime(target));
    }

    private int closedFile(long id) {
        int slot = inodes.slot(id);
        require(slot >= 0 && !inodes.isDirectory(slot), "the file does not exist");
        require(namespace.isAttached(id), "the file is deleted");
        require(!inodes.isUnderConstruction(slot), "the file is open");
        return slot;
    }

    private void moveBlocks(int source, int target) {
        int from = inodes.content(source);
        int replication = inodes.attributes(target).replication();
        boolean sameReplication = inodes.attributes(source).replication() == replication;
        int size = blockLists.size(from);
        for (int i = 0; i < size; i++) {
            int block = blockLists.get(from, i);
            blocks.setFile(block, target);
            inodes.setContent(target, blockLists.append(inodes.content(target), block));
            if (!sameReplication) {
                events.replicationChanged(block, blocks.id(block), replication);
            }
        }
        blockLists.free(from);
        inodes.setContent(source, BlockLists.NONE);
    }
}
