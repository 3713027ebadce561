/** The console in a real browser, over the fake backend. */
@NullMarked
package dev.cairnfs.webui.browser;

import org.jspecify.annotations.NullMarked;
