/** Parsed, validated HDFS paths; immutable, any thread; uses {@code error} only. */
@NullMarked
package dev.cairnfs.shared.path;

import org.jspecify.annotations.NullMarked;
