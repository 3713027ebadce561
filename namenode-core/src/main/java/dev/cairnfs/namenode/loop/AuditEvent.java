package dev.cairnfs.namenode.loop;

import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.model.FileStatus;
import org.jspecify.annotations.Nullable;

/**
 * A call that was answered, with the fields of HDFS's audit log (SPEC N8).
 *
 * @param wallMillis when the answer left
 * @param command HDFS's name of the operation
 * @param status what the call made or read, where its answer is one
 * @param error why it was refused; null when it was not
 */
public record AuditEvent(
        long wallMillis,
        Caller caller,
        String command,
        @Nullable String source,
        @Nullable String destination,
        @Nullable FileStatus status,
        @Nullable ErrorCode error) {
    /** False when permissions refused the call, as in HDFS; other errors count as allowed. */
    public boolean allowed() {
        return error != ErrorCode.ACCESS_CONTROL;
    }

    /**
     * The line as HDFS writes it, tab-separated.
     *
     * @param protocol {@code webhdfs} or {@code rpc}
     */
    public String toLine(String protocol) {
        return "allowed=" + allowed()
                + "\tugi=" + clean(caller.user()) + " (auth:SIMPLE)"
                + "\tip=/" + caller.remoteAddress()
                + "\tcmd=" + command
                + "\tsrc=" + clean(source)
                + "\tdst=" + clean(destination)
                + "\tperm=" + permission()
                + "\tproto=" + protocol;
    }

    private String permission() {
        return status == null
                ? "null"
                : clean(status.owner()) + ":" + clean(status.group()) + ":" + symbolic(status.permission());
    }

    private static String symbolic(int mode) {
        StringBuilder text = new StringBuilder("rwxrwxrwx");
        for (int bit = 0; bit < 9; bit++) {
            if ((mode & (0400 >> bit)) == 0) {
                text.setCharAt(bit, '-');
            }
        }
        if ((mode & 01000) != 0) {
            text.setCharAt(8, (mode & 1) != 0 ? 't' : 'T');
        }
        return text.toString();
    }

    /** A name must not be able to forge a line or a field. */
    private static String clean(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            out.append(c < ' ' || c == 0x7f ? '?' : c);
        }
        return out.toString();
    }
}
