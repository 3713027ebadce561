package dev.cairnfs.simulation.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The real threads that fibers run on, used again and again. */
final class Carriers {
    private final ArrayDeque<Carrier> idle = new ArrayDeque<>();
    private final List<Carrier> all = new ArrayList<>();

    Carrier take() {
        Carrier carrier = idle.pollLast();
        if (carrier == null) {
            carrier = new Carrier(all.size());
            all.add(carrier);
        }
        return carrier;
    }

    void give(Carrier carrier) {
        idle.addLast(carrier);
    }

    void close() {
        all.forEach(Carrier::stop);
    }
}
