/** What the console sees of the NameNode; uses {@code app.core}, {@code app.http} and {@code webui}. */
@NullMarked
package dev.cairnfs.namenode.app.console;

import org.jspecify.annotations.NullMarked;
