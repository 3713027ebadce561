package dev.cairnfs.namenode.app.core;

import dev.cairnfs.namenode.blocks.SafeModeStatus;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.Command;
import dev.cairnfs.namenode.command.Query;
import dev.cairnfs.namenode.command.SoftEvent;
import dev.cairnfs.namenode.loop.SlicedEvent;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.NamespaceInfo;

/**
 * What the HTTP doors may ask of the core. The methods wait until the answer may leave, which for a command means that
 * its records are synced. They throw the core's refusals, and RETRIABLE when no answer came in time: then it is unknown
 * whether the call was carried out.
 */
public interface NameNodeDoor {
    /** Carries out an operation that may change the namespace. */
    <R> R execute(Caller caller, Command<R> command) throws HdfsException;

    /** Reads. */
    <R> R query(Caller caller, Query<R> query) throws HdfsException;

    /** Reads or changes soft state. */
    <R> R apply(SoftEvent<R> event) throws HdfsException;

    /** Reads or changes soft state in slices, with others' events in between. */
    <R> R apply(SlicedEvent<R> event) throws HdfsException;

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
