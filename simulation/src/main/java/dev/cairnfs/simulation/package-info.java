/**
 * The seeded simulator: the NameNode's core under a virtual clock, with random clients, scripted DataNodes, a journal that
 * loses unsynced writes, and crashes at any point; and the checkers that watch it. One thread. May use: the NameNode's
 * core.
 *
 * <p>Below it, {@code cluster} runs the real DataNode and client as well; {@link dev.cairnfs.simulation.Clusters} leads there.
 */
@NullMarked
package dev.cairnfs.simulation;

import org.jspecify.annotations.NullMarked;
