/**
 * The hard state: namespace, files' blocks, leases, retry cache, counters, in primitive columns. Changed by replay alone;
 * owned by the {@code nn-state} thread. May use: {@code record}.
 */
@NullMarked
package dev.cairnfs.namenode.state;

import org.jspecify.annotations.NullMarked;
