package dev.cairnfs.client.lease;

/** A file that is open for writing. */
public interface LeaseHolder {
    String user();

    /** The name under which the NameNode knows the lease. */
    String clientName();

    /** The lease was not renewed until its hard limit: the NameNode may have given the file to another. */
    void leaseLost(String reason);

    /** Ends the write without closing the file. */
    void abort(String reason);

    /** Called from time to time so that the writer's connection does not look dead; must not block for long. */
    void keepAlive(long nowNanos);
}
