/** Real processes, started by the launcher on loopback and driven by real clients; each test's own threads. */
@NullMarked
package dev.cairnfs.cluster;

import org.jspecify.annotations.NullMarked;
