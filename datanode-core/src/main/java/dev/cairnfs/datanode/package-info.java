/**
 * The DataNode as a whole: wires volumes, the block-transfer port and the talk with the NameNode together; any thread;
 * uses all packages below it. The connection to the NameNode itself is handed in.
 */
@NullMarked
package dev.cairnfs.datanode;

import org.jspecify.annotations.NullMarked;
