/**
 * The application's side of the NameNode core: request threads wait here for the loop's answers; uses
 * {@code namenode.lifecycle} and {@code namenode.command}.
 */
@NullMarked
package dev.cairnfs.namenode.app.core;

import org.jspecify.annotations.NullMarked;
