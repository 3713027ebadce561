/**
 * The single writer: takes events, plans, replays, hands batches to the journal, answers once durable. Owns the
 * {@code nn-state} thread. May use: {@code command}, {@code blocks}, {@code state}, {@code journal}, {@code record}.
 */
@NullMarked
package dev.cairnfs.namenode.loop;

import org.jspecify.annotations.NullMarked;
