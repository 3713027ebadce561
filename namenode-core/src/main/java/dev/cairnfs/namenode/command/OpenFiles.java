package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.state.BlockState;
import dev.cairnfs.namenode.state.BlockTable;
import dev.cairnfs.namenode.state.InodeTable;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.ExtendedBlock;
import dev.cairnfs.shared.path.HdfsPath;
import org.jspecify.annotations.Nullable;

/** What the calls of writers ask first: which file, whose lease, which block (SPEC L3). */
final class OpenFiles {
    private final PlanContext context;
    private final Namespace namespace;
    private final InodeTable inodes;

    OpenFiles(PlanContext context) {
        this.context = context;
        this.namespace = context.namespace();
        this.inodes = namespace.inodes();
    }

    /** The file by its id, so that a writer goes on after a rename; by its path where the client sent no id; 0 for none. */
    long find(HdfsPath path, long fileId) throws HdfsException {
        if (fileId == 0) {
            return Paths.forWrite(context, path).inodeId();
        }
        return inodes.exists(fileId) && namespace.isAttached(fileId) ? fileId : 0;
    }

    /** The inode must be a file that the client has open for writing. */
    void checkLease(HdfsPath path, long inodeId, String clientName) throws HdfsException {
        ClientNames.check(clientName);
        if (inodeId == 0) {
            throw new HdfsException(
                    ErrorCode.FILE_NOT_FOUND, "File does not exist: " + describe(path, inodeId, clientName));
        }
        if (!inodes.isFile(inodeId)) {
            throw expired("INode is not a regular file: " + describe(path, inodeId, clientName));
        }
        if (!inodes.isUnderConstruction(inodeId)) {
            throw expired("File is not open for writing: " + describe(path, inodeId, clientName));
        }
        String owner = namespace.leases().holder(inodeId);
        if (!clientName.equals(owner)) {
            throw expired("Client (=" + clientName + ") is not the lease owner (=" + owner + ": "
                    + describe(path, inodeId, clientName));
        }
    }

    /**
     * The file whose last block this is, under construction, written by this client.
     *
     * @param block its stamp must be the block's
     */
    long fileBeingWritten(ExtendedBlock block, String clientName) throws HdfsException {
        checkPool(block);
        BlockTable blocks = namespace.blocks();
        int slot = blocks.slot(block.block().blockId());
        if (slot < 0) {
            throw new HdfsException(ErrorCode.IO, block + " does not exist.");
        }
        boolean open = blocks.state(slot).isBeingWritten();
        if (!open || context.blocks().recovery(slot) != null) {
            throw new HdfsException(
                    ErrorCode.IO,
                    "Unexpected BlockUCState: " + block + " is " + (open ? "UNDER_RECOVERY" : blocks.state(slot))
                            + " but not " + BlockState.UNDER_CONSTRUCTION);
        }
        long file = blocks.file(slot);
        if (!namespace.isAttached(file)) {
            throw new HdfsException(
                    ErrorCode.IO, "The file " + block + " belonged to does not exist or it is not under construction.");
        }
        if (!clientName.equals(namespace.leases().holder(file))) {
            throw expired("Lease mismatch: " + block + " is accessed by a non lease holder " + clientName);
        }
        if (blocks.generationStamp(slot) != block.block().generationStamp()) {
            // HDFS looks at the id alone; but who writes under another stamp belongs to a pipeline that was given up.
            throw new HdfsException(
                    ErrorCode.IO,
                    "The generation stamp of " + block + " is not the block's, which is "
                            + blocks.generationStamp(slot));
        }
        return file;
    }

    void checkPool(@Nullable ExtendedBlock block) throws HdfsException {
        if (block != null && !block.poolId().equals(context.blockPoolId())) {
            throw new HdfsException(
                    ErrorCode.IO, "Unexpected BlockPoolId " + block.poolId() + " - expected " + context.blockPoolId());
        }
    }

    /** Where the file's writer runs; empty when that is not known. */
    String clientMachine(long file) {
        String machine = namespace.leases().clientMachine(file);
        return machine == null ? "" : machine;
    }

    private String describe(HdfsPath path, long inodeId, String clientName) {
        int files = namespace.leases().files(clientName).size();
        return path + " (inode " + inodeId + ") "
                + (files > 0
                        ? "[Lease.  Holder: " + clientName + ", pending creates: " + files + "]"
                        : "Holder " + clientName + " does not have any open files.");
    }

    private static HdfsException expired(String message) {
        return new HdfsException(ErrorCode.LEASE_EXPIRED, message);
    }
}
