/** The typed settings under {@code cairn.datanode}; immutable; uses nothing. */
@NullMarked
package dev.cairnfs.datanode.app.settings;

import org.jspecify.annotations.NullMarked;
