/**
 * The block-transfer port: DataTransferProtocol over Netty. A connection and the one to its mirror live on one event loop,
 * which owns their state; file work is handed to the disk executor. Uses {@code volume}, {@code replica} and
 * {@code shared}.
 */
@NullMarked
package dev.cairnfs.datanode.transfer;

import org.jspecify.annotations.NullMarked;
