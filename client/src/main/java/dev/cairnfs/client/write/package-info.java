/**
 * Writes files: packets, the pipeline's connection, and the driver that does what the pipeline's state machine
 * decides; the caller's thread does the work; uses {@code metadata}, {@code pipeline}, {@code transfer}.
 */
@NullMarked
package dev.cairnfs.client.write;

import org.jspecify.annotations.NullMarked;
