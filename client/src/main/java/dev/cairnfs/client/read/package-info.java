/**
 * Reads files: block locations, one replica's packets with their checksums, and the way from a bad replica to the
 * next; the caller's thread does the work; uses {@code metadata}, {@code transfer}.
 */
@NullMarked
package dev.cairnfs.client.read;

import org.jspecify.annotations.NullMarked;
