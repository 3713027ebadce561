package dev.cairnfs.torture;

import java.nio.file.Path;

/** Where the built programs are, and with which Java they run. */
final class Installation {
    private Installation() {}

    /** The project's directory; {@code ./cairn build} there has made the applications ready. */
    static Path directory() {
        return Path.of(System.getProperty("cairn.launcher", "cairn"))
                .toAbsolutePath()
                .resolveSibling("")
                .normalize();
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Marks a process as one of the run in that directory, for the script that cleans up. */
    static String mark(Path work) {
        return "-Dcairn.torture=" + work;
    }
}
