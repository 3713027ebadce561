/**
 * The metadata half of the client: the NameNode's calls as an interface, and that interface over {@code /api/v1}; any
 * thread; uses {@code shared} and {@code api}.
 */
@NullMarked
package dev.cairnfs.client.metadata;

import org.jspecify.annotations.NullMarked;
