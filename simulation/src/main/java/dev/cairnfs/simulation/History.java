package dev.cairnfs.simulation;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.state.BlockEvents;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.namenode.state.NamespaceDigest;
import dev.cairnfs.simulation.runtime.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * All records that were handed to the journal, and a shadow that is fed with them in their encoded form: after every batch
 * that the live namespace has handed over, the shadow must equal it, in everything that replay can change: the retry cache,
 * deleted trees and the order in which slots are given out again included. Where a namespace has more than
 * {@value #ROWS_PER_BATCH} rows, only the counters are compared after each batch, and the whole after as many batches as pay
 * for the walk.
 */
public final class History {
    /** Rows that may be walked for each batch, so that the walks take a bounded part of a run's time. */
    private static final int ROWS_PER_BATCH = 2000;

    private final List<EditRecord> records = new ArrayList<>();
    private final Trace trace;
    private Namespace shadow = emptyNamespace();
    private long rowsToSpend;

    History(Trace trace) {
        this.trace = trace;
    }

    static Namespace emptyNamespace() {
        return new Namespace("hdfs", "supergroup", BlockEvents.NONE);
    }

    public long lastTxid() {
        return records.size();
    }

    EditRecord record(long txid) {
        return records.get(Math.toIntExact(txid - 1));
    }

    /** The live namespace has replayed these records; the last of them is its last txid. */
    void add(List<EditRecord> batch, Namespace live) {
        for (EditRecord record : batch) {
            byte[] bytes = record.toByteArray();
            for (int i = 0; i < bytes.length; i += 16) {
                trace.add(bytes[i]);
            }
            records.add(record);
            try {
                shadow.replay(records.size(), EditRecord.parseFrom(bytes));
            } catch (InvalidProtocolBufferException e) {
                throw new InvariantViolation("record " + records.size() + " cannot be parsed", e);
            }
        }
        InvariantViolation.check(
                NamespaceCounters.of(shadow) == NamespaceCounters.of(live),
                "the shadow's counters differ from the live state's at txid " + live.lastTxid());
        rowsToSpend += ROWS_PER_BATCH;
        if (rowsToSpend >= rows(live)) {
            rowsToSpend = 0;
            compare(live, "live state");
        }
    }

    private static long rows(Namespace namespace) {
        return namespace.inodes().count()
                + namespace.blocks().count()
                + namespace.leases().openFileCount()
                + namespace.retryCache().size();
    }

    /** Compares everything. */
    public void compare(Namespace other, String what) {
        long mine = NamespaceDigest.of(shadow);
        long others = NamespaceDigest.of(other);
        trace.add(mine);
        if (mine != others) {
            throw new InvariantViolation("the " + what + " differs from the replayed journal at txid "
                    + shadow.lastTxid() + ": "
                    + NamespaceDigest.difference(other, shadow).orElse("nowhere"));
        }
    }

    /** A crash has cut the journal: what lies behind is forgotten, and the shadow is made anew from the beginning. */
    void cutTo(long lastTxid) {
        records.subList(Math.toIntExact(lastTxid), records.size()).clear();
        shadow = emptyNamespace();
        for (int i = 0; i < records.size(); i++) {
            shadow.replay(i + 1, records.get(i));
        }
    }
}
