/**
 * Loads the product's classes with the simulator's clock, threads and sockets in the places of the JDK's, and with a bug
 * put in on purpose where a mutation check wants one. Uses ASM; knows the names of what it puts in, not the classes.
 */
@NullMarked
package dev.cairnfs.simulation.weave;

import org.jspecify.annotations.NullMarked;
