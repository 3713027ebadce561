/** Puts the application together as Spring beans; may use every package of the application. */
@NullMarked
package dev.cairnfs.datanode.app.wiring;

import org.jspecify.annotations.NullMarked;
