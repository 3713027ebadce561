package dev.cairnfs.namenode.app.core;

import dev.cairnfs.namenode.blocks.BlockIssuePage;
import dev.cairnfs.namenode.blocks.DatanodeRegistration;
import dev.cairnfs.namenode.blocks.SafeModeStatus;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.Command;
import dev.cairnfs.namenode.command.OpenForRead;
import dev.cairnfs.namenode.command.Query;
import dev.cairnfs.namenode.command.SetAccessTime;
import dev.cairnfs.namenode.command.SlicedQuery;
import dev.cairnfs.namenode.command.SoftEvent;
import dev.cairnfs.namenode.loop.SlicedEvent;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.shared.model.NamespaceInfo;
import dev.cairnfs.shared.path.HdfsPath;

/**
 * What the HTTP doors may ask of the core. The methods wait until the answer may leave, which for a command means that
 * its records are synced. They throw the core's refusals, and RETRIABLE when no answer came in time: then it is unknown
 * whether the call was carried out.
 */
public interface NameNodeDoor {
    /** Carries out an operation that may change the namespace. */
    <R> R execute(Caller caller, Command<R> command) throws HdfsException;

    /** Carries out an operation whose outcome nobody waits for; a refusal is only logged, for debugging. */
    <R> void submit(Caller caller, Command<R> command);

    /** Reads. */
    <R> R query(Caller caller, Query<R> query) throws HdfsException;

    /**
     * Where the blocks of a range are, for somebody who reads them now; moves the file's access time when that is due.
     *
     * @param length in bytes; 0 stands for the one block at the offset
     */
    default LocatedBlocks openForRead(Caller caller, HdfsPath path, long offset, long length) throws HdfsException {
        OpenForRead.Opened opened = query(caller, new OpenForRead(path, offset, length));
        if (opened.accessTimeDue()) {
            // The call id belongs to the read: an update under it could answer a repetition of another call.
            Caller reader =
                    new Caller(caller.user(), caller.groups(), caller.superuser(), caller.remoteAddress(), null);
            submit(reader, new SetAccessTime(path));
        }
        return opened.blocks();
    }

    /** Reads or changes soft state. */
    <R> R apply(SoftEvent<R> event) throws HdfsException;

    /** Lets a DataNode in, see {@link dev.cairnfs.namenode.lifecycle.NameNode#registerDatanode}. */
    NamespaceInfo registerDatanode(DatanodeRegistration registration, long sequence) throws HdfsException;

    /** Reads or changes soft state in slices, with others' events in between. */
    <R> R apply(SlicedEvent<R> event) throws HdfsException;

    /**
     * A page of the blocks with which something is wrong; short, or empty, although more follow, when it took long.
     *
     * @param fromSlot 0, or the next slot of the page before
     * @param max of blocks
     */
    default BlockIssuePage blockIssues(BlockIssueKind kind, int fromSlot, int max) throws HdfsException {
        return apply(soft -> switch (kind) {
            case MISSING -> soft.blocks().missingBlocks(fromSlot, max);
            case CORRUPT -> soft.blocks().corruptBlocks(fromSlot, max);
            case UNDER_REPLICATED -> soft.blocks().underReplicatedBlocks(fromSlot, max);
            case BADLY_DISTRIBUTED -> soft.blocks().badlyDistributedBlocks(fromSlot, max);
        });
    }

    /** Reads what may take minutes, such as a walk through the whole namespace. */
    <R> R queryLong(Caller caller, SlicedQuery<R> query) throws HdfsException;

    /** Which namespace this is. */
    NamespaceInfo namespaceInfo();

    /** The numbers of this moment. */
    CoreSnapshot snapshot() throws HdfsException;

    /** How far journal and checkpoint are. */
    JournalState journal();

    /**
     * Enters or leaves safe mode.
     *
     * @param force leave also while blocks are missing
     */
    SafeModeStatus setSafeMode(boolean on, boolean force) throws HdfsException;

    /**
     * Writes an image now, and waits for it.
     *
     * @return the transaction up to which it reaches
     */
    long checkpoint() throws HdfsException;
}
