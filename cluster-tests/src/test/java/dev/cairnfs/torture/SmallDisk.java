package dev.cairnfs.torture;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** A tmpfs of a limited size that can be filled up from outside and emptied again. Needs root. */
final class SmallDisk implements AutoCloseable {
    private static final int STEP = 64 << 10;

    private final Path mount;

    private SmallDisk(Path mount) {
        this.mount = mount;
    }

    static SmallDisk create(Path mount, int sizeMiB) throws IOException {
        Files.createDirectories(mount);
        Shell.run("mount", "-t", "tmpfs", "-o", "size=" + sizeMiB + "m", "tmpfs", mount.toString());
        return new SmallDisk(mount);
    }

    /** Why no such disk can be had here, or an empty text. It is tried for real. */
    static String whyNot(Path scratch) {
        try (SmallDisk disk = create(scratch.resolve("small-disk-probe"), 1)) {
            disk.fill(0);
            return "";
        } catch (IOException e) {
            return "full disks need root and mounts of tmpfs: " + e.getMessage();
        }
    }

    Path directory() {
        return mount.resolve("data");
    }

    private Path ballast() {
        return mount.resolve("ballast");
    }

    long usableBytes() throws IOException {
        return Files.getFileStore(mount).getUsableSpace();
    }

    /** Takes all room but so many bytes. */
    void fill(long leftBytes) throws IOException {
        try (OutputStream out =
                Files.newOutputStream(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                long room = usableBytes() - leftBytes;
                if (room <= 0) {
                    return;
                }
                try {
                    out.write(new byte[(int) Math.min(STEP, room)]);
                } catch (IOException full) {
                    // Others write, too, and were faster.
                    if (usableBytes() == 0) {
                        return;
                    }
                    throw full;
                }
            }
        }
    }

    /** Gives the room back. */
    void free() throws IOException {
        Files.deleteIfExists(ballast());
    }

    @Override
    public void close() throws IOException {
        Pause.until("unmounting " + mount, Duration.ofSeconds(30), () -> {
            Shell.run("umount", mount.toString());
            return true;
        });
    }
}
