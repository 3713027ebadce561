/**
 * {@code /api/v1}: a small router on a plain servlet, JSON by the records of module openapi, the DataNode protocol, the
 * client protocol and the admin calls; request threads; uses {@code app.http}, {@code app.core}, {@code
 * namenode.command} and {@code namenode.blocks}.
 */
@NullMarked
package dev.cairnfs.namenode.app.api;

import org.jspecify.annotations.NullMarked;
