/** The Files pages; request threads, no state; may use: {@code shell}, the backend interface, shared-core. */
@NullMarked
package dev.cairnfs.webui.files;

import org.jspecify.annotations.NullMarked;
