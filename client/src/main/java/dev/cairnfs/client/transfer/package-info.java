/**
 * Connections to DataNodes' block-transfer ports, their buffers and their time-outs; shared by readers and writers;
 * uses {@code shared.wire}.
 */
@NullMarked
package dev.cairnfs.client.transfer;

import org.jspecify.annotations.NullMarked;
