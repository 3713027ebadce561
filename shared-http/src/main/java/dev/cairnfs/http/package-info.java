/**
 * What the HTTP servers of both roles do alike: the form of errors, JSON output, the rules against pages of other sites;
 * request threads; uses {@code shared} and the servlet container, no Spring.
 */
@NullMarked
package dev.cairnfs.http;

import org.jspecify.annotations.NullMarked;
