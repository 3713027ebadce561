/** The NameNode's core in process: operations a second with and without its threads and journal. May use: the core. */
@NullMarked
package dev.cairnfs.benchmarks.core;

import org.jspecify.annotations.NullMarked;
