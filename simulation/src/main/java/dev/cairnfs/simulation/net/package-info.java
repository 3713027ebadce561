/**
 * A network with delays, losses and one-way partitions: byte streams, as blocking sockets and as Netty channels, and calls
 * with an answer. Everything happens in events of the scheduler. May use: {@code runtime} and Netty's channel interfaces.
 */
@NullMarked
package dev.cairnfs.simulation.net;

import org.jspecify.annotations.NullMarked;
