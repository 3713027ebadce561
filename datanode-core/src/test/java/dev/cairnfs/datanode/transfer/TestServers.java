package dev.cairnfs.datanode.transfer;

import dev.cairnfs.datanode.volume.StoreFixture;
import java.io.IOException;

/** Servers of the block-transfer port on free ports of the loopback address, which have started. */
final class TestServers {
    /** Nothing waits for these: they are long enough for a machine that does much else. */
    static final TransferConfig PATIENT = new TransferConfig("127.0.0.1", 0, 30_000, 30_000, 10_000, 100, 60_000);

    private TestServers() {}

    static TransferServer start(StoreFixture store) throws IOException {
        return start(store, PATIENT, (block, storage) -> {});
    }

    static TransferServer start(StoreFixture store, TransferConfig config, BadBlockListener badBlocks)
            throws IOException {
        TransferServer server = new TransferServer(store.store, config, badBlocks);
        server.start();
        return server;
    }
}
