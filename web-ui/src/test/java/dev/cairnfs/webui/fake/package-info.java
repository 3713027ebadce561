/** A console over made-up data, for tests and for looking at; request threads; may use: web-ui, shared-core. */
@NullMarked
package dev.cairnfs.webui.fake;

import org.jspecify.annotations.NullMarked;
