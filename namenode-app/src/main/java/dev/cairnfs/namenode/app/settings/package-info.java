/** The typed, validated settings {@code cairn.namenode.*}; immutable, any thread; uses nothing of the application. */
@NullMarked
package dev.cairnfs.namenode.app.settings;

import org.jspecify.annotations.NullMarked;
