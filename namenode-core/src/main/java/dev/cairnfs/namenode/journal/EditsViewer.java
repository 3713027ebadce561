package dev.cairnfs.namenode.journal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * The offline edits viewer (HDFS: {@code oev}): prints the journal of a stopped NameNode, one JSON object a line. It
 * changes nothing in the directory.
 */
public final class EditsViewer {
    private EditsViewer() {}

    /** Arguments: a {@code current} directory, and optionally the txid to begin with. */
    public static void main(String[] args) throws IOException {
        if (args.length < 1 || args.length > 2) {
            System.err.println("usage: EditsViewer DIRECTORY/current [FIRST_TXID]");
            System.exit(2);
        }
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out, 1 << 16), false, StandardCharsets.UTF_8);
        try {
            print(new FileStorage(Path.of(args[0])), args.length == 2 ? Long.parseLong(args[1]) : 0, out);
        } finally {
            out.flush();
        }
    }

    /**
     * Prints all records from the txid on.
     *
     * @param fromTxid 0 for the oldest there is
     * @return the last txid
     */
    public static long print(JournalStorage storage, long fromTxid, PrintStream out) throws IOException {
        JournalReader reader = JournalReader.open(List.of(storage));
        EditPrinter printer = new EditPrinter();
        return reader.read(
                fromTxid == 0 ? reader.firstTxid() : fromTxid,
                (txid, record) -> out.println(printer.print(txid, record)));
    }
}
