/**
 * The Java client's public face: a file system with streams; any thread; uses its own sub-packages, which know
 * nothing of it.
 */
@NullMarked
package dev.cairnfs.client;

import org.jspecify.annotations.NullMarked;
