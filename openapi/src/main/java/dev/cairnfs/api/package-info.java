/** The bodies of {@code /api/v1}, one record per schema of the description; values, any thread; uses {@code shared.model}. */
@NullMarked
package dev.cairnfs.api;

import org.jspecify.annotations.NullMarked;
