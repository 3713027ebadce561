package dev.cairnfs.simulation.cluster;

import dev.cairnfs.simulation.SimulatedNameNode;
import dev.cairnfs.simulation.World;
import dev.cairnfs.simulation.net.Network;
import dev.cairnfs.simulation.runtime.Kernel;

/** What all machines share. */
record Site(World world, Kernel kernel, Network network, SimulatedNameNode nameNode, TraceLog log) {
    static final String NAME_NODE_HOST = "10.0.0.1";

    long nowMillis() {
        return world.scheduler().nowMillis();
    }
}
