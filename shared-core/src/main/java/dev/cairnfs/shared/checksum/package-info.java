/** Chunk checksums and the header that names them in meta files; immutable, any thread; uses {@code error} only. */
@NullMarked
package dev.cairnfs.shared.checksum;

import org.jspecify.annotations.NullMarked;
