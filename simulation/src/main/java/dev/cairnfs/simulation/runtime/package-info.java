/**
 * A computer without a clock, threads or chance of its own: virtual time, processes that can be killed, fibers (threads of
 * which exactly one runs at a time, until it waits), and what woven classes call in place of the JDK. One baton; whoever
 * holds it may call anything here. May use: the NameNode core's clock interface.
 */
@NullMarked
package dev.cairnfs.simulation.runtime;

import org.jspecify.annotations.NullMarked;
