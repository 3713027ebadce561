package dev.cairnfs.simulation;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.state.Namespace;
import java.util.ArrayList;
import java.util.List;

/**
 * All records that were handed to the journal, and a shadow that is fed with them in their encoded form: after every
 * transaction it must equal the live namespace.
 */
final class History {
    private static final int FULL_COMPARISON_EVERY = 64;

    private final List<EditRecord> records = new ArrayList<>();
    private final Trace trace;
    private Namespace shadow = emptyNamespace();
    private long comparisons;

    History(Trace trace) {
        this.trace = trace;
    }

    static Namespace emptyNamespace() {
        return new Namespace("hdfs", "supergroup", new NoBlockEvents());
    }

    long lastTxid() {
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
                NamespaceDigest.quick(shadow) == NamespaceDigest.quick(live),
                "the shadow's counters differ from the live state's at txid " + live.lastTxid());
        if (++comparisons % FULL_COMPARISON_EVERY == 0) {
            compare(live, "live state");
        }
    }

    /** Compares everything. */
    void compare(Namespace other, String what) {
        long mine = NamespaceDigest.of(shadow);
        long others = NamespaceDigest.of(other);
        trace.add(mine);
        InvariantViolation.check(
                mine == others, "the " + what + " differs from the replayed journal at txid " + shadow.lastTxid());
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
