/** Health and metrics of the DataNode; request threads; reads the core only. */
@NullMarked
package dev.cairnfs.datanode.app.monitor;

import org.jspecify.annotations.NullMarked;
