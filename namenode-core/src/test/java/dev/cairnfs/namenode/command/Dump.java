package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.shared.path.HdfsPath;

/** The whole visible hard state as text, to compare states. */
final class Dump {
    private final Namespace namespace;
    private final InodeTable inodes;
    private final StringBuilder text = new StringBuilder();

    private Dump(Namespace namespace) {
        this.namespace = namespace;
        this.inodes = namespace.inodes();
    }

    static String of(Namespace namespace) {
        Dump dump = new Dump(namespace);
        dump.text
                .append("txid ")
                .append(namespace.lastTxid())
                .append(" stamp ")
                .append(namespace.nextGenerationStamp())
                .append(" inode ")
                .append(dump.inodes.peekNextId(0))
                .append(" block ")
                .append(namespace.blocks().peekNextId())
                .append(" leases ")
                .append(namespace.leases().holders())
                .append('\n');
        dump.add("/", Namespace.ROOT_ID);
        return dump.text.toString();
    }

    private void add(String path, long id) {
        text.append(path).append(' ').append(FileStatuses.of(inodes, id, ""));
        if (inodes.isFile(id)) {
            text.append(' ').append(namespace.leases().holder(id));
            for (int i = 0; i < inodes.blockCount(id); i++) {
                int slot = namespace.blocks().slot(inodes.block(id, i));
                text.append(' ')
                        .append(inodes.block(id, i))
                        .append('_')
                        .append(namespace.blocks().generationStamp(slot))
                        .append(namespace.blocks().state(slot))
                        .append(namespace.blocks().numBytes(slot));
            }
            text.append('\n');
            return;
        }
        text.append('\n');
        inodes.forEachChild(id, HdfsPath.nameBytes(""), child -> {
            add(path.equals("/") ? "/" + inodes.name(child) : path + "/" + inodes.name(child), child);
            return true;
        });
    }
}
