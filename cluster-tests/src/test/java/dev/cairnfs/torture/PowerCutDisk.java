package dev.cairnfs.torture;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * An ext4 file system in a file, whose power can be cut: what was not synced is gone, as after a real power cut.
 *
 * <p>Needs root and a machine that allows loop mounts; {@link #whyNot} says what is missing.
 */
final class PowerCutDisk implements AutoCloseable {
    /** EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH: everything fails from here on, and nothing more is written. */
    private static final String CUT = "open(my $d, '<', $ARGV[0]) or die \"open: $!\"; my $flag = pack('L', 2);"
            + " ioctl($d, 0x8004587d, $flag) or die \"ioctl: $!\";";

    private final Path image;
    private final Path mount;
    private boolean mounted;

    private PowerCutDisk(Path image, Path mount) {
        this.image = image;
        this.mount = mount;
    }

    /** Makes a file system of a size and mounts it on a directory that is not there yet. */
    static PowerCutDisk create(Path mount, int sizeMiB) throws IOException {
        Files.createDirectories(mount);
        Path image = mount.resolveSibling(mount.getFileName() + ".ext4");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength((long) sizeMiB << 20);
        }
        Shell.run("mkfs.ext4", "-q", "-F", image.toString());
        PowerCutDisk disk = new PowerCutDisk(image, mount);
        disk.mount();
        return disk;
    }

    /** Why no such disk can be had here, or an empty text. It is tried for real. */
    static String whyNot(Path scratch) {
        try (PowerCutDisk disk = create(scratch.resolve("power-cut-probe"), 8)) {
            Files.writeString(disk.mount.resolve("unsynced"), "text");
            disk.cut();
            disk.plugIn();
            return "";
        } catch (IOException e) {
            return "power cuts need root, mkfs.ext4, perl and loop mounts: " + e.getMessage();
        }
    }

    /** A directory on the disk for one process; the file system's own top directory is never empty. */
    Path directory() {
        return mount.resolve("data");
    }

    /** Cuts the power. Whoever has files open gets errors; end him, then {@link #plugIn}. */
    void cut() throws IOException {
        Shell.run("perl", "-e", CUT, mount.toString());
    }

    /** Mounts again what had reached the disk. */
    void plugIn() throws IOException {
        unmount();
        mount();
    }

    private void mount() throws IOException {
        Shell.run("mount", "-o", "loop", image.toString(), mount.toString());
        mounted = true;
    }

    private void unmount() throws IOException {
        // A process that has just been killed may hold it for an instant more.
        Pause.until("unmounting " + mount, Duration.ofSeconds(30), () -> {
            Shell.run("umount", mount.toString());
            return true;
        });
        mounted = false;
    }

    @Override
    public void close() throws IOException {
        if (mounted) {
            unmount();
        }
        Files.deleteIfExists(image);
    }
}
