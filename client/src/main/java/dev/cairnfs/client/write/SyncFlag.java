package dev.cairnfs.client.write;

/** What an hsync does besides. */
public enum SyncFlag {
    /** The NameNode journals the file's length, so that listings show it. */
    UPDATE_LENGTH,
    /** The block ends here, and what is written next begins another one. */
    END_BLOCK
}
