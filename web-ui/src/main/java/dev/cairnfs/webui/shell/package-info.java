/**
 * What all pages share: frame, formats, guard against foreign requests, error pages, curl forms; request threads, no state
 * but constants; may use: the backend interface, shared-core, Spring MVC.
 */
@NullMarked
package dev.cairnfs.webui.shell;

import org.jspecify.annotations.NullMarked;
