/** The DataNode's calls to the NameNode over {@code /api/v1}; the core's two talking threads; uses the client's transport. */
@NullMarked
package dev.cairnfs.datanode.app.namenode;

import org.jspecify.annotations.NullMarked;
