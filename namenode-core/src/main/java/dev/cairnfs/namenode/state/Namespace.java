package dev.cairnfs.namenode.state;

import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.shared.path.HdfsPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * The whole hard state. Reading methods are public; what changes it is package-private and reached by {@link #replay}
 * alone.
 *
 * <p>Thread: owned by {@code nn-state}; nothing here is synchronised.
 */
public final class Namespace {
    /** The root directory's inode id, as in HDFS. */
    public static final long ROOT_ID = 16385;

    private static final int ROOT_MODE = 0755;

    private final InodeStore inodeStore;
    private final DirectoryIndex index;
    private final BlockLists blockLists;
    private final BlockTable blocks;
    private final LeaseTable leases = new LeaseTable();
    private final RetryCache retryCache = new RetryCache();
    private final ReclaimStack reclaimStack;
    private final InodeTable inodes;
    private final Replay replay;
    private long lastTxid;
    private long lastGenerationStamp = BlockTable.FIRST_STAMP;

    private Namespace(BlockEvents blockEvents) {
        inodeStore = new InodeStore();
        index = new DirectoryIndex(inodeStore);
        blockLists = new BlockLists();
        blocks = new BlockTable(inodeStore);
        reclaimStack = new ReclaimStack(inodeStore);
        inodes = new InodeTable(inodeStore, index, blockLists, blocks);
        replay = new Replay(this, blockEvents);
    }

    /** A namespace with only the root directory. */
    public Namespace(String rootOwner, String rootGroup, BlockEvents blockEvents) {
        this(blockEvents);
        inodeStore.add(
                ROOT_ID,
                InodeStore.DIRECTORY,
                InodeStore.NO_PARENT,
                NameKey.EMPTY,
                new Attributes(rootOwner, rootGroup, ROOT_MODE, 0, 0, 0),
                0);
    }

    /**
     * The namespace that an image holds. It tells the listener nothing of the blocks in it: who needs them walks
     * {@link #blocks}.
     *
     * @throws IOException naming file, section and offset where the image is not what it should be
     */
    public static Namespace load(ImageSection.Source image, BlockEvents blockEvents) throws IOException {
        Namespace namespace = new Namespace(blockEvents);
        NamespaceImage.load(namespace, image);
        return namespace;
    }

    /** The state of now, for an image. Takes time in proportion to chunks and open files, not to files. */
    public NamespaceSnapshot snapshot() {
        return NamespaceImage.save(this);
    }

    /**
     * Applies one journaled fact. Live operation, restart, checkpoint and tests all come through here.
     *
     * @param txid must be {@link #lastTxid()} + 1
     * @throws IllegalStateException when the record does not fit the state, which is a bug or a damaged journal: the
     *     caller must halt. The state is as before: a handler checks everything before it changes anything.
     */
    public void replay(long txid, EditRecord record) {
        if (txid != lastTxid + 1) {
            throw new IllegalStateException("txid " + txid + " does not follow " + lastTxid);
        }
        try {
            replay.apply(record);
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "the record " + record.getOpCase() + " with txid " + txid + " does not fit the state: "
                            + e.getMessage(),
                    e);
        }
        retryCache.remember(record);
        lastTxid = txid;
    }

    public long lastTxid() {
        return lastTxid;
    }

    public InodeTable inodes() {
        return inodes;
    }

    public BlockTable blocks() {
        return blocks;
    }

    public LeaseTable leases() {
        return leases;
    }

    public RetryCache retryCache() {
        return retryCache;
    }

    /** The generation stamp that the next new block gets; starts at 1001, as in HDFS. */
    public long nextGenerationStamp() {
        return lastGenerationStamp + 1;
    }

    /** Walks the path from the root as far as it exists. */
    public PathLookup lookup(HdfsPath path) {
        List<String> components = path.components();
        long[] ids = new long[components.size() + 1];
        ids[0] = ROOT_ID;
        int found = 1;
        int slot = InodeStore.ROOT_SLOT;
        while (found < ids.length && inodeStore.isDirectory(slot)) {
            slot = index.find(slot, NameKey.of(HdfsPath.nameBytes(components.get(found - 1))));
            if (slot < 0) {
                break;
            }
            ids[found++] = inodeStore.id(slot);
        }
        return new PathLookup(path, found == ids.length ? ids : Arrays.copyOf(ids, found));
    }

    /** The inode's full path now; for one in a deleted tree the path below the tree's top, without a leading slash. */
    public String pathOf(long inodeId) {
        if (inodeId == ROOT_ID) {
            return "/";
        }
        Deque<byte[]> names = new ArrayDeque<>();
        long id = inodeId;
        int length = 0;
        while (id != ROOT_ID && id != 0) {
            names.push(inodes.nameBytes(id));
            length += inodes.nameBytes(id).length + 1;
            id = inodes.parent(id);
        }
        StringBuilder path = new StringBuilder(length);
        for (byte[] name : names) {
            if (id == ROOT_ID || path.length() > 0) {
                path.append('/');
            }
            path.append(new String(name, StandardCharsets.UTF_8));
        }
        return path.toString();
    }

    /** False for an inode that is gone or lies in a deleted tree that is not reclaimed yet. */
    public boolean isAttached(long inodeId) {
        int slot = inodeStore.slot(inodeId);
        while (slot > InodeStore.ROOT_SLOT) {
            slot = inodeStore.parent(slot);
        }
        return slot == InodeStore.ROOT_SLOT;
    }

    /** Inodes in detached trees that wait for ReclaimRecords: is there any? */
    public boolean hasReclaimable() {
        return !reclaimStack.isEmpty();
    }

    InodeStore inodeStore() {
        return inodeStore;
    }

    DirectoryIndex index() {
        return index;
    }

    BlockLists blockLists() {
        return blockLists;
    }

    ReclaimStack reclaimStack() {
        return reclaimStack;
    }

    void setLastTxid(long txid) {
        lastTxid = txid;
    }

    void setLastGenerationStamp(long stamp) {
        lastGenerationStamp = stamp;
    }
}
