package dev.cairnfs.namenode.lifecycle;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.NamespaceInfo;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/** The VERSION file of a name directory: Java properties with HDFS's keys (SPEC E2). */
final class VersionFile {
    static final String NAME = "VERSION";
    /** Of journal and image together; a newer one is refused. */
    static final int LAYOUT_VERSION = 1;

    private static final String STORAGE_TYPE = "NAME_NODE";

    private VersionFile() {}

    static byte[] encode(NamespaceInfo info) {
        String text = "namespaceID=" + info.namespaceId()
                + "\nblockpoolID=" + info.blockPoolId()
                + "\nstorageType=" + STORAGE_TYPE
                + "\ncTime=" + info.creationTimeMillis()
                + "\nclusterID=" + info.clusterId()
                + "\nlayoutVersion=" + info.layoutVersion() + "\n";
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Reads it.
     *
     * @param where the file, for messages
     * @throws HdfsException INCONSISTENT_STORAGE when something is missing or wrong, INCORRECT_VERSION for the layout of
     *     another version
     */
    static NamespaceInfo decode(byte[] content, String where) throws HdfsException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(new String(content, StandardCharsets.ISO_8859_1)));
        } catch (IOException | IllegalArgumentException e) {
            throw inconsistent(where, "it is no properties file: " + e);
        }
        if (!STORAGE_TYPE.equals(required(properties, "storageType", where))) {
            throw inconsistent(where, "its storageType is not " + STORAGE_TYPE);
        }
        int layout = (int) number(properties, "layoutVersion", where);
        if (layout != LAYOUT_VERSION) {
            throw new HdfsException(
                    ErrorCode.INCORRECT_VERSION,
                    where + " has layout version " + layout + "; this version of Cairn reads " + LAYOUT_VERSION);
        }
        return new NamespaceInfo(
                (int) number(properties, "namespaceID", where),
                required(properties, "clusterID", where),
                required(properties, "blockpoolID", where),
                number(properties, "cTime", where),
                layout);
    }

    private static String required(Properties properties, String key, String where) throws HdfsException {
        String value = properties.getProperty(key);
        if (value == null || value.isEmpty()) {
            throw inconsistent(where, "it has no " + key);
        }
        return value;
    }

    private static long number(Properties properties, String key, String where) throws HdfsException {
        String value = required(properties, key, where);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw inconsistent(where, key + " is not a number: " + value);
        }
    }

    private static HdfsException inconsistent(String where, String why) {
        return new HdfsException(ErrorCode.INCONSISTENT_STORAGE, where + " cannot be used: " + why);
    }
}
