/** Rules about HTTP requests that all servers share, free of any server's classes; any thread. */
@NullMarked
package dev.cairnfs.shared.web;

import org.jspecify.annotations.NullMarked;
