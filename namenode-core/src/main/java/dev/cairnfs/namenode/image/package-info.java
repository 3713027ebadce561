/**
 * The image: versioned, checksummed sections of columns, written while serving and loaded at start. Run by the thread that
 * makes the checkpoint, and at start. May use: {@code state}, {@code record}.
 */
@NullMarked
package dev.cairnfs.namenode.image;

import org.jspecify.annotations.NullMarked;
