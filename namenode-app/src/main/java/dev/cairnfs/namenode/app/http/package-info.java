/**
 * What every HTTP door needs: decoding of paths and parameters, the caller's identity and
 * the servlet container's set-up; request threads; uses {@code shared}, {@code dev.cairnfs.http}, {@code app.core} and {@code app.settings}.
 */
@NullMarked
package dev.cairnfs.namenode.app.http;

import org.jspecify.annotations.NullMarked;
