package dev.cairnfs.namenode.journal;

import java.io.IOException;

/** The journal holds something that no crash can explain: the NameNode must not start from it. */
public final class JournalCorruptException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;
    private final long provenTxid;

    /**
     * @param file the damaged file, with its directory
     * @param offset where in it, in bytes from its beginning
     * @param provenTxid the journal is known to have reached at least this txid; -1 when nothing is known
     */
    JournalCorruptException(String file, long offset, long provenTxid, String what) {
        super(what + " in " + file + " at offset " + offset);
        this.file = file;
        this.offset = offset;
        this.provenTxid = provenTxid;
    }

    public String file() {
        return file;
    }

    public long offset() {
        return offset;
    }

    long provenTxid() {
        return provenTxid;
    }
}
