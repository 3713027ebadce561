/**
 * The journal behind an interface, and its file implementation: segments, double buffer, group commit, torn-tail rule. Owns
 * the {@code nn-journal} thread. May use: {@code record}.
 */
@NullMarked
package dev.cairnfs.namenode.journal;

import org.jspecify.annotations.NullMarked;
