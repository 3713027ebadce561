/** The forms in which settings name their values; immutable, for any thread; uses nothing. */
@NullMarked
package dev.cairnfs.shared.settings;

import org.jspecify.annotations.NullMarked;
