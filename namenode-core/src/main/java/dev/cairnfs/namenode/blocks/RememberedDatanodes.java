package dev.cairnfs.namenode.blocks;

import java.util.List;

/**
 * The DataNodes that belonged to the cluster when it last ran.
 *
 * @param nodes who they were, each uuid once
 * @param complete it is certain that nobody else holds a replica that is needed: only then may one infer from the return of
 *     all of them that nobody is missing
 */
public record RememberedDatanodes(List<RememberedDatanode> nodes, boolean complete) {
    /** Nothing is known. */
    public static final RememberedDatanodes NONE = new RememberedDatanodes(List.of(), false);

    public RememberedDatanodes {
        nodes = List.copyOf(nodes);
    }

    /** With nothing known but who they were. */
    public static RememberedDatanodes ofUuids(List<String> uuids, boolean complete) {
        return new RememberedDatanodes(
                uuids.stream().map(RememberedDatanode::ofUuid).toList(), complete);
    }

    /** Who they were. */
    public List<String> uuids() {
        return nodes.stream().map(RememberedDatanode::uuid).toList();
    }
}
