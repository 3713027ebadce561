package dev.cairnfs.namenode.journal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A segment's file name, in HDFS's form: {@code edits_FIRST-LAST} for a final one and {@code edits_inprogress_FIRST},
 * each txid with 19 digits.
 *
 * @param lastTxid -1 while in progress
 */
record SegmentName(long firstTxid, long lastTxid) {
    private static final Pattern FINAL = Pattern.compile("edits_(\\d{19})-(\\d{19})");
    private static final Pattern IN_PROGRESS = Pattern.compile("edits_inprogress_(\\d{19})");
    private static final long OPEN = -1;

    static SegmentName inProgress(long firstTxid) {
        return new SegmentName(firstTxid, OPEN);
    }

    /** The segment that the file name names, or null for any other file. */
    static @Nullable SegmentName parse(String fileName) {
        Matcher complete = FINAL.matcher(fileName);
        if (complete.matches()) {
            return new SegmentName(Long.parseLong(complete.group(1)), Long.parseLong(complete.group(2)));
        }
        Matcher open = IN_PROGRESS.matcher(fileName);
        return open.matches() ? inProgress(Long.parseLong(open.group(1))) : null;
    }

    boolean isInProgress() {
        return lastTxid == OPEN;
    }

    String fileName() {
        return isInProgress()
                ? String.format("edits_inprogress_%019d", firstTxid)
                : String.format("edits_%019d-%019d", firstTxid, lastTxid);
    }
}
