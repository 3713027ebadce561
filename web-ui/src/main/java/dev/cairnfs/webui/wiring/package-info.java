/** Puts the console together as Spring beans; used by the application only, may use every package of web-ui. */
@NullMarked
package dev.cairnfs.webui.wiring;

import org.jspecify.annotations.NullMarked;
