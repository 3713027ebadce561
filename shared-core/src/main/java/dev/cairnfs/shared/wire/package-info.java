/**
 * Wire formats that more than one part speaks: packed block reports, the data-transfer protocol's framing; stateless or
 * owned by their caller; uses {@code model}, {@code checksum}, {@code error}.
 */
@NullMarked
package dev.cairnfs.shared.wire;

import org.jspecify.annotations.NullMarked;
