/**
 * The write pipeline's decisions as a pure state machine: events in, actions out; no thread, clock or I/O of its own,
 * so that a simulator can run it; uses {@code shared.model}.
 */
@NullMarked
package dev.cairnfs.client.pipeline;

import org.jspecify.annotations.NullMarked;
