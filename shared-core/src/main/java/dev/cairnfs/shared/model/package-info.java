/** The values that travel between the parts (blocks, DataNodes, file status); immutable, any thread; uses {@code error} only. */
@NullMarked
package dev.cairnfs.shared.model;

import org.jspecify.annotations.NullMarked;
