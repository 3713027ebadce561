/**
 * WebHDFS: one registry of operations, a lean servlet that dispatches by it, and HDFS's JSON shapes; request threads;
 * uses {@code app.http}, {@code app.core} and {@code namenode.command}.
 */
@NullMarked
package dev.cairnfs.namenode.app.webhdfs;

import org.jspecify.annotations.NullMarked;
