package dev.cairnfs.datanode.volume;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** A {@code VERSION} file: properties that name the storage, the cluster and the layout, as HDFS writes them. */
final class VersionFile {
    /** HDFS's DataNode layout with 32 by 32 block directories. */
    static final String LAYOUT_VERSION = "-57";

    private static final int SIZE_MAX = 64 << 10;

    private VersionFile() {}

    static Map<String, String> read(Path file) throws IOException {
        if (Files.size(file) > SIZE_MAX) {
            throw inconsistent(file, "is too long");
        }
        Properties properties = new Properties();
        properties.load(new ByteArrayInputStream(Files.readAllBytes(file)));
        Map<String, String> values = new TreeMap<>();
        properties.forEach((key, value) -> values.put((String) key, (String) value));
        String layout = require(values, "layoutVersion", file);
        if (!layout.equals(LAYOUT_VERSION)) {
            throw new HdfsException(
                    ErrorCode.INCORRECT_VERSION, file + " has layout version " + layout + ", not " + LAYOUT_VERSION);
        }
        return values;
    }

    /** Writes a new file beside, syncs it and renames it into place, so that a crash leaves the old or the new one. */
    static void write(Path file, Map<String, String> values, DiskSync sync) throws IOException {
        StringBuilder text = new StringBuilder(256);
        new TreeMap<>(values)
                .forEach((key, value) -> text.append(key)
                        .append('=')
                        .append(value.replace("\\", "\\\\").replace(":", "\\:"))
                        .append('\n'));
        text.append("layoutVersion=").append(LAYOUT_VERSION).append('\n');
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.ISO_8859_1.encode(text.toString());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            sync.sync(channel);
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        sync.syncDirectory(Volume.parentOf(file));
    }

    static String require(Map<String, String> values, String key, Path file) throws HdfsException {
        String value = values.get(key);
        if (value == null || value.isBlank()) {
            throw inconsistent(file, "has no " + key);
        }
        return value.trim();
    }

    static HdfsException inconsistent(Path file, String what) {
        return new HdfsException(ErrorCode.INCONSISTENT_STORAGE, file + " " + what);
    }
}
