/** The typed errors of Cairn, each with its HDFS exception name and HTTP status; any thread; uses nothing. */
@NullMarked
package dev.cairnfs.shared.error;

import org.jspecify.annotations.NullMarked;
