/** The DataNode's end of WebHDFS: file contents over HTTP; request threads; reads local replicas directly and all else through the client. */
@NullMarked
package dev.cairnfs.datanode.app.webhdfs;

import org.jspecify.annotations.NullMarked;
