package dev.cairnfs.namenode.state;

import java.util.List;

/**
 * The hard state as it was behind one transaction, for writing an image. Immutable, for any thread; as long as it is held,
 * the namespace copies each chunk of a column before it changes it for the first time.
 *
 * @param lastTxid the last transaction that is in it
 */
public record NamespaceSnapshot(long lastTxid, List<ImageSection> sections) {}
