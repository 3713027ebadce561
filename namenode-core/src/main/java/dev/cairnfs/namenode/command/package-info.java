/**
 * One planner per operation: request and state in, records and reply out, or a typed error and no record. No side effects;
 * run on the {@code nn-state} thread. May use: {@code state} (reading), {@code blocks} (reading), {@code record}.
 */
@NullMarked
package dev.cairnfs.namenode.command;

import org.jspecify.annotations.NullMarked;
