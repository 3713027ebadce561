package dev.cairnfs.client.lease;

/** A file that was opened for writing. */
public interface LeaseHolder {
    /** How far a write is; it never leaves one of the two ends. */
    enum State {
        OPEN,
        /** The file is stored, and the NameNode has closed it. */
        COMPLETE,
        /** The write ended without that, and calls the NameNode no more. */
        GIVEN_UP
    }

    String user();

    /** The name under which the NameNode knows the lease. */
    String clientName();

    /** The NameNode's inode id of the file. */
    long fileId();

    /** Answers at once, also while another thread writes. */
    State state();

    /** The lease was not renewed until its hard limit: the NameNode may have given the file to another. */
    void leaseLost(String reason);

    /** Ends the write without closing the file. */
    void abort(String reason);

    /** Called from time to time so that the writer's connection does not look dead; must not block for long. */
    void keepAlive(long nowNanos);
}
