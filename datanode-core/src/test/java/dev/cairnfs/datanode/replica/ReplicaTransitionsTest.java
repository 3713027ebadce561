package dev.cairnfs.datanode.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.ReplicaState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ReplicaTransitionsTest {
    /** Columns: no replica, FINALIZED, RBW, RWR, RUR, TEMPORARY; {@code -} is refused, {@code none} gone. */
    private static final String TABLE = """
            CREATE_RBW        RBW        -          -          -          -          -
            CREATE_TEMPORARY  TEMPORARY  -          -          -          -          -
            CONVERT_TO_RBW    -          -          -          -          -          RBW
            APPEND            -          RBW        -          -          -          -
            RECOVER_RBW       -          RBW        RBW        -          -          -
            RECOVER_APPEND    -          RBW        RBW        -          -          -
            RECOVER_CLOSE     -          FINALIZED  RBW        -          -          -
            FINALIZE          -          FINALIZED  FINALIZED  -          -          FINALIZED
            DISCONNECT        -          FINALIZED  RBW        RWR        RUR        none
            BEGIN_RECOVERY    -          RUR        RUR        RUR        RUR        -
            RECOVER           -          -          -          -          FINALIZED  -
            RESTART           -          FINALIZED  RWR        RWR        -          none
            RESTART_IN_ORDER  -          FINALIZED  RBW        RWR        -          none
            INVALIDATE        -          none       none       none       none       none
            """;

    @Test
    void everyStateAnswersEveryEvent() {
        List<String> rows = new ArrayList<>();
        for (ReplicaEvent event : ReplicaEvent.values()) {
            StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-18s%-11s", event, next(null, event)));
            for (ReplicaState state : ReplicaState.values()) {
                row.append(String.format(Locale.ROOT, "%-11s", next(state, event)));
            }
            rows.add(row.toString().stripTrailing());
        }
        assertThat(rows).containsExactlyElementsOf(TABLE.lines().toList());
    }

    private static String next(@Nullable ReplicaState from, ReplicaEvent event) {
        try {
            ReplicaState next = ReplicaTransitions.next(from, event);
            return next == null ? "none" : next.name();
        } catch (HdfsException refused) {
            return "-";
        }
    }
}
