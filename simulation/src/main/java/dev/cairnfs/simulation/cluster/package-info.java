/**
 * A whole cluster in the simulator: the NameNode's core, and the real DataNode and client, woven, on simulated machines;
 * what happens to them, and the promises that are checked. Everything runs in events and fibers. May use: all of the
 * simulator, and the product.
 */
@NullMarked
package dev.cairnfs.simulation.cluster;

import org.jspecify.annotations.NullMarked;
