package dev.cairnfs.namenode.command;

import dev.cairnfs.namenode.record.CallId;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, already authenticated by a door.
 *
 * @param groups the user's groups, primary group first, as the door's group mapping resolved them
 * @param superuser the NameNode's own user, or a member of the supergroup
 * @param remoteAddress the client's address, for the audit log and for placement
 * @param callId identifies the call for the retry cache; null where the client sent none
 */
public record Caller(
        String user,
        Set<String> groups,
        boolean superuser,
        String remoteAddress,
        @Nullable CallId callId) {
    /**
     * Refuses callers who are not superusers.
     *
     * @throws HdfsException ({@link ErrorCode#ACCESS_CONTROL})
     */
    public void checkSuperuser() throws HdfsException {
        if (!superuser) {
            throw new HdfsException(
                    ErrorCode.ACCESS_CONTROL, "Access denied for user " + user + ". Superuser privilege is required");
        }
    }
}
