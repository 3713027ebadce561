package dev.cairnfs.datanode.volume;

import dev.cairnfs.shared.model.Block;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Small files beside replicas that were being written when the DataNode stopped in order: their writers wait for it to
 * come back, and may go on with what they find if that is all they had. A mark counts for one start, and only for a
 * replica that is still as long as the mark says; it is written after the replica's files are on disk. HDFS has a file of
 * the same name, with a time of expiry in it.
 */
final class RestartMarks {
    private static final String PREFIX = ".";
    private static final String SUFFIX = ".restart";
    private static final Pattern CONTENT = Pattern.compile("(\\d{1,18}) (\\d{1,18}) (\\d{1,18})\n");
    private static final int SIZE_MAX = 64;

    static final RestartMarks NONE = new RestartMarks(Map.of());

    private final Map<Long, Mark> marks;

    private RestartMarks(Map<Long, Mark> marks) {
        this.marks = marks;
    }

    /** What a mark says. */
    private record Mark(long generationStamp, long length, long acknowledgedBytes) {}

    static void write(Path rbw, Block block, long acknowledgedBytes) throws IOException {
        String text = block.generationStamp() + " " + block.numBytes() + " " + acknowledgedBytes + "\n";
        Files.writeString(rbw.resolve(name(block.blockId())), text, StandardCharsets.US_ASCII);
    }

    private static String name(long blockId) {
        return PREFIX + BlockPoolLayout.dataName(blockId) + SUFFIX;
    }

    /** Reads all marks, and deletes them. */
    static RestartMarks take(Path rbw) throws IOException {
        Map<Long, Mark> marks = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(rbw, PREFIX + "*" + SUFFIX)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                Long blockId =
                        BlockPoolLayout.parseDataName(name.substring(PREFIX.length(), name.length() - SUFFIX.length()));
                Mark mark = Files.size(file) <= SIZE_MAX ? read(file) : null;
                if (blockId != null && mark != null) {
                    marks.put(blockId, mark);
                }
                Files.delete(file);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return new RestartMarks(marks);
    }

    private static @Nullable Mark read(Path file) throws IOException {
        // As bytes: a power cut may have left anything.
        Matcher content = CONTENT.matcher(new String(Files.readAllBytes(file), StandardCharsets.US_ASCII));
        return content.matches()
                ? new Mark(
                        Long.parseLong(content.group(1)),
                        Long.parseLong(content.group(2)),
                        Long.parseLong(content.group(3)))
                : null;
    }

    /** How much of a replica was acknowledged when its DataNode stopped in order; null when it cannot be gone on with. */
    @Nullable
    Long acknowledgedBytes(Block found) {
        Mark mark = marks.get(found.blockId());
        return mark != null && mark.generationStamp == found.generationStamp() && mark.length == found.numBytes()
                ? (Long) mark.acknowledgedBytes
                : null;
    }
}
