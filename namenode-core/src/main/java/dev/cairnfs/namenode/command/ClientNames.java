package dev.cairnfs.namenode.command;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;

/** What a client may call itself when it takes a lease. The name is the only key to its open files. */
final class ClientNames {
    static final int LENGTH_MAX = 1000;

    private ClientNames() {}

    static void check(String clientName) throws HdfsException {
        if (clientName.isEmpty() || clientName.length() > LENGTH_MAX) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "A client name has 1 to " + LENGTH_MAX + " characters");
        }
        if (clientName.chars().anyMatch(Character::isISOControl)) {
            // It stands in logs and in messages to others.
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "A client name has no control characters");
        }
        if (clientName.equals(ReleaseExpiredLeases.RECOVERY_HOLDER)) {
            throw new HdfsException(
                    ErrorCode.ILLEGAL_ARGUMENT, "The client name " + clientName + " belongs to the NameNode");
        }
    }
}
