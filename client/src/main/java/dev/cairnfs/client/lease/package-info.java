/** Keeps the leases of open files alive; one renewer for each client, its own timer thread; uses {@code metadata}. */
@NullMarked
package dev.cairnfs.client.lease;

import org.jspecify.annotations.NullMarked;
