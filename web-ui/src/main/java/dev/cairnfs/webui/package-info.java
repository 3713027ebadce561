/**
 * The console's only door to the NameNode: {@link dev.cairnfs.webui.ConsoleBackend} and the values it hands out; request
 * threads; may use: shared-core. Nothing else in web-ui may know how the NameNode works.
 */
@NullMarked
package dev.cairnfs.webui;

import org.jspecify.annotations.NullMarked;
