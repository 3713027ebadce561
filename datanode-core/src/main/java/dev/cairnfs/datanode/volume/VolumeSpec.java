package dev.cairnfs.datanode.volume;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * A directory that is to hold replicas.
 *
 * @param storageType one of {@link #STORAGE_TYPES}
 */
public record VolumeSpec(Path directory, String storageType) {
    /** HDFS's storage types that a plain directory can have. */
    public static final Set<String> STORAGE_TYPES = Set.of("DISK", "SSD", "ARCHIVE", "RAM_DISK", "NVDIMM");

    public VolumeSpec {
        if (!STORAGE_TYPES.contains(storageType)) {
            throw new IllegalArgumentException("unknown storage type " + storageType);
        }
    }

    /** Parses HDFS's form: a path, or {@code [SSD]/path}. */
    public static VolumeSpec parse(String text) {
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            if (close < 0) {
                throw new IllegalArgumentException("a volume's storage type has no closing bracket: " + text);
            }
            return new VolumeSpec(
                    Path.of(text.substring(close + 1)), text.substring(1, close).toUpperCase(Locale.ROOT));
        }
        return new VolumeSpec(Path.of(text), "DISK");
    }
}
