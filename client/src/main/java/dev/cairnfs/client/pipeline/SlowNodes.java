package dev.cairnfs.client.pipeline;

import java.util.ArrayList;
import java.util.List;

/** Counts for each DataNode of a pipeline how many acknowledgements in a row call it slow. */
final class SlowNodes {
    private final int acksMax;
    private final List<Integer> inARow = new ArrayList<>();

    SlowNodes(int acksMax) {
        this.acksMax = acksMax;
    }

    /** The places have other DataNodes now. */
    void clear() {
        inARow.clear();
    }

    /** The place of a DataNode that has been slow for too long, or -1. */
    int afterAck(PipelineAck ack) {
        if (acksMax == 0) {
            return -1;
        }
        int found = -1;
        for (int i = 0; i < ack.replies().size(); i++) {
            if (inARow.size() == i) {
                inARow.add(0);
            }
            int count = ack.replies().get(i).slow() ? inARow.get(i) + 1 : 0;
            inARow.set(i, count);
            if (count >= acksMax && found < 0) {
                found = i;
            }
        }
        return found;
    }
}
