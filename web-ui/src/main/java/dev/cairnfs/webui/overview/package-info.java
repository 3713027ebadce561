/** The Overview and NameNode pages; request threads, no state; may use: {@code shell}, the backend interface, shared-core. */
@NullMarked
package dev.cairnfs.webui.overview;

import org.jspecify.annotations.NullMarked;
