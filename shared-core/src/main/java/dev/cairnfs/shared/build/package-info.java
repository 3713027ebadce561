/** Which build this is; no thread of its own; used by the applications. */
@NullMarked
package dev.cairnfs.shared.build;

import org.jspecify.annotations.NullMarked;
