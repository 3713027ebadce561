/**
 * The same work on Apache HDFS and on Cairn, side by side on one machine. Each connection has a thread of its own; may
 * use: the JDK alone, so that the load generator costs both systems the same.
 */
@NullMarked
package dev.cairnfs.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
