package dev.cairnfs.namenode.state;

/**
 * What many inodes have in common, stored once: an inode holds a code for it.
 *
 * @param mode with the sticky bit
 * @param replication 0 for a directory
 * @param blockSizeBytes 0 for a directory
 * @param storagePolicy 0 where none is set
 */
record Attributes(String owner, String group, int mode, int replication, long blockSizeBytes, int storagePolicy) {
    Attributes withMode(int newMode) {
        return new Attributes(owner, group, newMode, replication, blockSizeBytes, storagePolicy);
    }

    Attributes withOwner(String newOwner, String newGroup) {
        return new Attributes(newOwner, newGroup, mode, replication, blockSizeBytes, storagePolicy);
    }

    Attributes withReplication(int newReplication) {
        return new Attributes(owner, group, mode, newReplication, blockSizeBytes, storagePolicy);
    }
}
