package dev.cairnfs.namenode.journal;

import dev.cairnfs.namenode.record.EditRecord;
import java.io.IOException;

/** Takes records in the order of their txids. */
@FunctionalInterface
public interface RecordConsumer {
    void accept(long txid, EditRecord record) throws IOException;
}
