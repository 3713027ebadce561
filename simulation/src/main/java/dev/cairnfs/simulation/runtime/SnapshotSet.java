package dev.cairnfs.simulation.runtime;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;

/** In place of a concurrent set: iterates in the order of insertion, over what was there when the iteration began. */
public class SnapshotSet<E> extends LinkedHashSet<E> {
    private static final long serialVersionUID = 1L;

    @Override
    public Iterator<E> iterator() {
        // Not by a constructor that takes a collection: that one would ask for an iterator.
        ArrayList<E> elements = new ArrayList<>(size());
        super.iterator().forEachRemaining(elements::add);
        return elements.iterator();
    }
}
