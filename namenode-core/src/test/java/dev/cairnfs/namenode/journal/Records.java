package dev.cairnfs.namenode.journal;

import com.google.protobuf.ByteString;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.record.MkdirRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Records whose content follows from their txid. */
final class Records {
    private Records() {}

    static EditRecord of(long txid) {
        return EditRecord.newBuilder()
                .setTimeMillis(1_000_000 + txid)
                .setMkdir(MkdirRecord.newBuilder()
                        .setParentId(16385)
                        .setName(ByteString.copyFromUtf8("directory-" + txid))
                        .setInodeId(20_000 + txid))
                .build();
    }

    static List<EditRecord> range(long first, long last) {
        List<EditRecord> records = new ArrayList<>();
        for (long txid = first; txid <= last; txid++) {
            records.add(of(txid));
        }
        return records;
    }

    /** Writes one round. */
    static void round(SegmentLog log, long first, long last) throws IOException {
        log.add(first, range(first, last));
        log.sync();
    }

    /** Recovers, reads from the txid on, and checks that every record is what it was. */
    static long recoverAndCheck(List<? extends JournalStorage> storages, long fromTxid) throws IOException {
        long[] next = {fromTxid};
        return JournalRecovery.recover(storages).read(fromTxid, (txid, record) -> {
            if (txid != next[0]++ || !record.equals(of(txid))) {
                throw new AssertionError("wrong record at txid " + txid + ": " + record);
            }
        });
    }
}
