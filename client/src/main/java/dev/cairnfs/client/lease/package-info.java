/** Keeps the leases of open files alive; one renewer for each client, with threads of its timers; uses {@code metadata}. */
@NullMarked
package dev.cairnfs.client.lease;

import org.jspecify.annotations.NullMarked;
