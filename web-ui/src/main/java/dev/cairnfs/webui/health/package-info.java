/** The Safe mode and Leases pages; request threads, no state; may use: {@code shell}, the backend interface, shared-core. */
@NullMarked
package dev.cairnfs.webui.health;

import org.jspecify.annotations.NullMarked;
