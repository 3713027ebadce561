package dev.cairnfs.namenode.state;

import com.google.protobuf.ByteString;
import dev.cairnfs.namenode.record.CallId;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.record.ReassignLeaseRecord;
import dev.cairnfs.namenode.record.SetOwnerRecord;
import dev.cairnfs.namenode.record.SetPermissionRecord;
import dev.cairnfs.namenode.record.SetReplicationRecord;
import dev.cairnfs.namenode.record.SetTimesRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Random records that fit the state, of every kind; the same seed on the same state gives the same records. */
public final class RandomEdits {
    private static final int FIRST_CHOICES = 16;
    private static final int CHOICES = 21;

    private final int choices;
    private final Namespace namespace;
    private final InodeTable inodes;
    private final Random random;
    private final Edits edits;
    private final List<Long> known = new ArrayList<>(List.of(Namespace.ROOT_ID));
    private int calls;

    public RandomEdits(Namespace namespace, long seed) {
        this(namespace, seed, record -> {});
    }

    /** Only the kinds of records that the first version had, as its golden files hold them. */
    public static RandomEdits ofFirstVersion(Namespace namespace, long seed) {
        return new RandomEdits(namespace, seed, record -> {}, FIRST_CHOICES);
    }

    /** The observer sees each record behind its replay. */
    public RandomEdits(Namespace namespace, long seed, Consumer<EditRecord> observer) {
        this(namespace, seed, observer, CHOICES);
    }

    private RandomEdits(Namespace namespace, long seed, Consumer<EditRecord> observer, int choices) {
        this.choices = choices;
        this.namespace = namespace;
        this.inodes = namespace.inodes();
        this.random = new Random(seed);
        this.edits = new Edits(namespace, observer);
    }

    /** Replays some record; some attempts find nothing to do. */
    public void step() {
        long id = anyInode();
        switch (random.nextInt(choices)) {
            case 0, 1 -> mkdir(id);
            case 2, 3, 4 -> create(id);
            case 5, 6, 7 -> write(id);
            case 8 -> rename(id);
            case 9 -> delete(id);
            case 10 -> reclaim();
            case 11, 12 -> setAttributes(id);
            case 13 -> closeOrAbandon(id);
            case 14, 15 -> setTimesOrLease(id);
            case 16 -> appendOrUpdate(id);
            case 17 -> append(id);
            case 18 -> truncate(id);
            case 19 -> edits.callAnswered(anyCall(), random.nextBoolean());
            default -> concat(id);
        }
    }

    private long anyInode() {
        while (true) {
            int index = random.nextInt(known.size());
            long id = known.get(index);
            if (inodes.exists(id)) {
                return id;
            }
            known.set(index, known.get(known.size() - 1));
            known.remove(known.size() - 1);
        }
    }

    private String anyName() {
        return "n" + random.nextInt(40) + "x".repeat(random.nextInt(12));
    }

    private boolean canHold(long directory, String name) {
        return inodes.isDirectory(directory)
                && namespace.isAttached(directory)
                && inodes.child(directory, Edits.bytes(name).toByteArray()) == 0;
    }

    private void mkdir(long parent) {
        String name = anyName();
        if (canHold(parent, name)) {
            known.add(edits.mkdir(parent, name));
        }
    }

    private void create(long parent) {
        String name = anyName();
        if (canHold(parent, name)) {
            known.add(edits.create(parent, name, "writer" + random.nextInt(5)));
        }
    }

    private boolean isOpen(long id) {
        return inodes.isFile(id) && inodes.isUnderConstruction(id);
    }

    private boolean lastBlockIsOpen(long file) {
        return lastBlockIs(file, BlockState.UNDER_CONSTRUCTION) || lastBlockIs(file, BlockState.REOPENED);
    }

    private boolean isTruncating(long file) {
        return lastBlockIs(file, BlockState.TRUNCATING);
    }

    private boolean lastBlockIs(long file, BlockState state) {
        int count = inodes.blockCount(file);
        return count > 0 && namespace.blocks().state(namespace.blocks().slot(inodes.block(file, count - 1))) == state;
    }

    private void write(long file) {
        if (!isOpen(file)) {
            return;
        }
        if (lastBlockIsOpen(file)) {
            edits.commit(file, inodes.block(file, inodes.blockCount(file) - 1), random.nextInt(1 << 20));
        } else if (isTruncating(file)) {
            long block = inodes.block(file, inodes.blockCount(file) - 1);
            edits.commit(
                    file, block, namespace.blocks().numBytes(namespace.blocks().slot(block)));
        } else {
            edits.addBlock(file);
        }
    }

    private void closeOrAbandon(long file) {
        if (!isOpen(file) || isTruncating(file)) {
            return;
        }
        if (!lastBlockIsOpen(file)) {
            edits.close(file);
        } else if (random.nextBoolean()) {
            edits.abandon(file, inodes.block(file, inodes.blockCount(file) - 1));
        }
    }

    private void appendOrUpdate(long file) {
        if (isOpen(file) && lastBlockIsOpen(file)) {
            long block = inodes.block(file, inodes.blockCount(file) - 1);
            int slot = namespace.blocks().slot(block);
            long stamp = random.nextBoolean()
                    ? edits.nextStamp()
                    : namespace.blocks().generationStamp(slot);
            edits.update(file, block, stamp, namespace.blocks().numBytes(slot) + random.nextInt(100));
        } else {
            append(file);
        }
    }

    private boolean isClosed(long id) {
        return inodes.isFile(id) && !inodes.isUnderConstruction(id) && namespace.isAttached(id);
    }

    private void append(long file) {
        if (isClosed(file)) {
            boolean reopen = inodes.blockCount(file) > 0 && random.nextInt(4) > 0;
            edits.append(file, "writer" + random.nextInt(5), reopen);
        }
    }

    private void truncate(long file) {
        if (isClosed(file) && inodes.fileLength(file) > 0) {
            long length = (long) (inodes.fileLength(file) * random.nextDouble());
            edits.truncate(file, length, random.nextBoolean());
        }
    }

    private void concat(long target) {
        Set<Long> sources = new TreeSet<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            long source = anyInode();
            if (source != target && isClosed(source)) {
                sources.add(source);
            }
        }
        if (isClosed(target) && !sources.isEmpty()) {
            edits.concat(target, List.copyOf(sources));
        }
    }

    private void rename(long id) {
        long target = anyInode();
        String name = anyName();
        if (id == Namespace.ROOT_ID || !namespace.isAttached(id) || !canHold(target, name)) {
            return;
        }
        for (long above = target; above != 0; above = inodes.parent(above)) {
            if (above == id) {
                return;
            }
        }
        edits.rename(id, target, name);
    }

    private void delete(long id) {
        if (id != Namespace.ROOT_ID && namespace.isAttached(id) && random.nextInt(4) > 0) {
            edits.delete(id);
        }
    }

    private void reclaim() {
        if (namespace.hasReclaimable()) {
            edits.reclaim(1 + random.nextInt(5));
        }
    }

    private void setAttributes(long id) {
        if (random.nextBoolean()) {
            edits.apply(EditRecord.newBuilder()
                    .setCall(anyCall())
                    .setSetPermission(
                            SetPermissionRecord.newBuilder().setInodeId(id).setMode(random.nextInt(01000))));
        } else if (random.nextBoolean()) {
            edits.apply(EditRecord.newBuilder()
                    .setCall(anyCall())
                    .setSetOwner(SetOwnerRecord.newBuilder().setInodeId(id).setOwner("user" + random.nextInt(9))));
        } else if (inodes.isFile(id)) {
            edits.apply(EditRecord.newBuilder()
                    .setSetReplication(
                            SetReplicationRecord.newBuilder().setInodeId(id).setReplication(1 + random.nextInt(9))));
        }
    }

    private void setTimesOrLease(long id) {
        if (isOpen(id)) {
            edits.apply(EditRecord.newBuilder()
                    .setReassignLease(ReassignLeaseRecord.newBuilder()
                            .setInodeId(id)
                            .setNewHolder("writer" + random.nextInt(5))));
            return;
        }
        SetTimesRecord.Builder times = SetTimesRecord.newBuilder().setInodeId(id);
        if (random.nextBoolean()) {
            times.setMtimeMillis(random.nextInt(1000));
        }
        if (random.nextBoolean()) {
            times.setAtimeMillis(random.nextInt(1000));
        }
        edits.apply(EditRecord.newBuilder().setSetTimes(times));
    }

    private CallId anyCall() {
        byte[] client = new byte[16];
        client[0] = (byte) random.nextInt(3);
        return CallId.newBuilder()
                .setClientId(ByteString.copyFrom(client))
                .setCallId(calls++)
                .build();
    }
}
