package dev.cairnfs.namenode.state;

import dev.cairnfs.namenode.record.CallId;
import dev.cairnfs.namenode.record.EditRecord;
import org.jspecify.annotations.Nullable;

/**
 * Answers a repeated at-most-once call without doing it twice (SPEC C2, P7): for 600 s by the records' time it keeps
 * what a call has done. Hard state: rebuilt by replay, saved in the image.
 */
public interface RetryCache {
    /**
     * What the call did.
     *
     * @return the last record that carried this call, reduced to what an answer needs, or null when the call is new
     */
    @Nullable
    EditRecord find(CallId call);
}
