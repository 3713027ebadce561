/** The DataNodes pages and the search; request threads, no state; may use: {@code shell}, the backend interface, shared-core. */
@NullMarked
package dev.cairnfs.webui.nodes;

import org.jspecify.annotations.NullMarked;
