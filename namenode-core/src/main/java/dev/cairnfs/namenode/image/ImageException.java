package dev.cairnfs.namenode.image;

import java.io.IOException;
import java.nio.file.Path;

/** An image is not what it should be. The message names file, section and offset. */
public final class ImageException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String section;
    private final long offsetBytes;

    ImageException(Path image, String section, long offsetBytes, String why) {
        super(image.getFileName() + ": " + section + " at offset " + offsetBytes + ": " + why);
        this.section = section;
        this.offsetBytes = offsetBytes;
    }

    /** The section's name, or {@code header}, {@code trailer}, {@code digest}. */
    public String section() {
        return section;
    }

    /** Where in the file the section, or the part of it that is wrong, begins. */
    public long offsetBytes() {
        return offsetBytes;
    }
}
