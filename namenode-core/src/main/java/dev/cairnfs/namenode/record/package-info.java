/**
 * The journal's records: protobuf messages generated from {@code edit.proto}. Values, any thread. May use: nothing of the core.
 */
@NullMarked
package dev.cairnfs.namenode.record;

import org.jspecify.annotations.NullMarked;
