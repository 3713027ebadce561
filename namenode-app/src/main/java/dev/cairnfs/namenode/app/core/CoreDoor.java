package dev.cairnfs.namenode.app.core;

import dev.cairnfs.namenode.blocks.DatanodeRegistration;
import dev.cairnfs.namenode.blocks.SafeModeStatus;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.command.Command;
import dev.cairnfs.namenode.command.Query;
import dev.cairnfs.namenode.command.SlicedQuery;
import dev.cairnfs.namenode.command.SoftEvent;
import dev.cairnfs.namenode.journal.JournalStatus;
import dev.cairnfs.namenode.lifecycle.CheckpointStatus;
import dev.cairnfs.namenode.lifecycle.NameNode;
import dev.cairnfs.namenode.loop.SlicedEvent;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.NamespaceInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The door to a running core; its answers are waited for on the request's thread. */
public final class CoreDoor implements NameNodeDoor {
    private static final Logger LOG = LoggerFactory.getLogger(CoreDoor.class);
    /** Longer than any call may wait inside the core; beyond it something is wedged. */
    private static final Duration CALL_LIMIT = Duration.ofSeconds(60);
    /** A full report of millions of replicas, or an image, takes its time. */
    private static final Duration LONG_CALL_LIMIT = Duration.ofMinutes(30);

    private final NameNode nameNode;

    public CoreDoor(NameNode nameNode) {
        this.nameNode = nameNode;
    }

    @Override
    public <R> R execute(Caller caller, Command<R> command) throws HdfsException {
        return Answers.await(nameNode.execute(caller, command), CALL_LIMIT);
    }

    @Override
    public <R> void submit(Caller caller, Command<R> command) {
        var unused = nameNode.execute(caller, command).whenComplete((answer, failure) -> {
            if (failure != null) {
                LOG.debug("{} of {} failed", command.auditName(), command.source(), failure);
            }
        });
    }

    @Override
    public <R> R query(Caller caller, Query<R> query) throws HdfsException {
        return Answers.await(nameNode.query(caller, query), CALL_LIMIT);
    }

    @Override
    public <R> R queryLong(Caller caller, SlicedQuery<R> query) throws HdfsException {
        return Answers.await(nameNode.query(caller, query), LONG_CALL_LIMIT);
    }

    @Override
    public <R> R apply(SoftEvent<R> event) throws HdfsException {
        return Answers.await(nameNode.apply(event), CALL_LIMIT);
    }

    @Override
    public NamespaceInfo registerDatanode(DatanodeRegistration registration, long sequence) throws HdfsException {
        return Answers.await(nameNode.registerDatanode(registration, sequence), CALL_LIMIT);
    }

    @Override
    public <R> R apply(SlicedEvent<R> event) throws HdfsException {
        return Answers.await(nameNode.applySliced(event), LONG_CALL_LIMIT);
    }

    @Override
    public NamespaceInfo namespaceInfo() {
        return nameNode.namespaceInfo();
    }

    @Override
    public CoreSnapshot snapshot() throws HdfsException {
        return Answers.await(
                nameNode.inspect(state -> {
                    long inodes = state.namespace().inodes().count();
                    long directories = state.namespace().inodes().directoryCount();
                    return new CoreSnapshot(
                            state.blocks().stats(),
                            state.blocks().safeMode(),
                            inodes - directories,
                            directories,
                            state.namespace().leases().openFileCount(),
                            state.blocks().stalledRecoveries(),
                            state.namespace().lastTxid());
                }),
                CALL_LIMIT);
    }

    @Override
    public JournalState journal() {
        JournalStatus journal = nameNode.journalStatus();
        CheckpointStatus checkpoint = nameNode.checkpointStatus();
        List<String> healthy = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (JournalStatus.Directory directory : journal.directories()) {
            (directory.failure() == null ? healthy : failed).add(directory.location());
        }
        return new JournalState(
                journal.lastTxid(), checkpoint.lastTxid(), checkpoint.lastWallMillis(), healthy, failed);
    }

    @Override
    public SafeModeStatus setSafeMode(boolean on, boolean force) throws HdfsException {
        return apply(soft -> {
            if (on) {
                soft.blocks().enterSafeMode();
            } else {
                soft.blocks().leaveSafeMode(force);
            }
            return soft.blocks().safeMode();
        });
    }

    @Override
    public long checkpoint() throws HdfsException {
        return Answers.await(nameNode.checkpoint(), LONG_CALL_LIMIT);
    }
}
