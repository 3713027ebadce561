package dev.cairnfs.datanode.transfer;

import dev.cairnfs.shared.model.ExtendedBlock;

/** Hears of replicas that turned out to be corrupt; any thread, must not block. */
@FunctionalInterface
public interface BadBlockListener {
    void badBlock(ExtendedBlock block, String storageId);
}
