package dev.cairnfs.datanode.volume;

import dev.cairnfs.datanode.replica.ReplicaEvent;
import dev.cairnfs.shared.checksum.DataChecksum;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.model.ReplicaChange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A store over temporary volumes, with a listener that remembers and a disk that can be made to fail. */
public final class StoreFixture implements StoreListener, AutoCloseable {
    public static final String POOL = "BP-1-127.0.0.1-1";
    public static final NamespaceInfo NAMESPACE = new NamespaceInfo(42, "CID-1", POOL, 0, -57);

    public final LinkedBlockingQueue<ReplicaChange> changes = new LinkedBlockingQueue<>();
    public final LinkedBlockingQueue<Block> corrupt = new LinkedBlockingQueue<>();
    public final List<String> failures = new CopyOnWriteArrayList<>();
    public final ReplicaStore store;
    private volatile DiskSync disk = DiskSync.REAL;

    public StoreFixture(Path... volumes) throws IOException {
        this(directory -> new SpaceProbe.Space(1L << 40, 1L << 39), volumes);
    }

    StoreFixture(SpaceProbe space, Path... volumes) throws IOException {
        List<VolumeSpec> specs = new ArrayList<>();
        for (Path volume : volumes) {
            specs.add(new VolumeSpec(volume, "DISK"));
        }
        store = ReplicaStore.open(
                new StoreConfig(specs, specs.size() - 1, true, 0, new ExchangeableSync(), space), this);
        store.attach(NAMESPACE);
    }

    public static ExtendedBlock block(long id, long stamp, long length) {
        return new ExtendedBlock(POOL, new Block(id, stamp, length));
    }

    /** Content that follows from the block's id alone. */
    public static byte[] content(long id, int length) {
        byte[] bytes = new byte[length];
        new Random(id).nextBytes(bytes);
        return bytes;
    }

    ReplicaWriter begin(long id, ReplicaEvent event) throws IOException {
        return store.create(block(id, 1001, 1 << 20), event, "DISK", DataChecksum.STANDARD);
    }

    static void write(ReplicaWriter writer, long offset, byte[] data) throws IOException {
        byte[] sums = new byte[(int) DataChecksum.STANDARD.checksumLength(data.length)];
        DataChecksum.STANDARD.compute(data, 0, data.length, sums, 0);
        writer.write(offset, new ByteBuffer[] {ByteBuffer.wrap(data)}, new ByteBuffer[] {ByteBuffer.wrap(sums)});
    }

    /** A finished replica with the content of its id. */
    public Block put(long id, int length) throws IOException {
        ReplicaWriter writer = begin(id, ReplicaEvent.CREATE_RBW);
        write(writer, 0, content(id, length));
        writer.acknowledged(length);
        return writer.finish(false);
    }

    byte[] read(long id, long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        int at = 0;
        try (VerifiedReplicaReader reader = store.openVerified(block(id, 1001, 0), offset, length)) {
            for (ByteBuffer window = reader.next(); window != null; window = reader.next()) {
                int count = window.remaining();
                window.get(bytes, at, count);
                at += count;
            }
        }
        if (at != length) {
            throw new IllegalStateException("read " + at + " of " + length);
        }
        return bytes;
    }

    /** The next change that is no RECEIVING. */
    public ReplicaChange nextChange() throws InterruptedException {
        ReplicaChange change;
        do {
            change = changes.poll(10, TimeUnit.SECONDS);
            if (change == null) {
                throw new IllegalStateException("no change was announced");
            }
        } while (change.kind() == ReplicaChange.Kind.RECEIVING);
        return change;
    }

    public void failSyncs() {
        useDisk(new DiskSync() {
            @Override
            public void sync(FileChannel file) throws IOException {
                throw new IOException("Input/output error");
            }

            @Override
            public void syncDirectory(Path directory) throws IOException {
                DiskSync.REAL.syncDirectory(directory);
            }
        });
    }

    void useDisk(DiskSync other) {
        disk = other;
    }

    @Override
    public void replicaChanged(ReplicaChange change) {
        changes.add(change);
    }

    @Override
    public void replicaCorrupt(String storageId, Block block) {
        corrupt.add(block);
    }

    @Override
    public void volumeFailed(String storageId, String reason, boolean tooMany) {
        failures.add(storageId + (tooMany ? " too many" : ""));
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    private final class ExchangeableSync implements DiskSync {
        @Override
        public void sync(FileChannel file) throws IOException {
            disk.sync(file);
        }

        @Override
        public void syncDirectory(Path directory) throws IOException {
            disk.syncDirectory(directory);
        }
    }
}
