package dev.cairnfs.shared.build;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** Which build this is, as Maven wrote it down: the project's version, and the commit where it was built from one. */
public final class BuildInfo {
    private static final String VERSION = read();

    private BuildInfo() {}

    /** The version, followed by the commit in brackets where it is known: {@code 1.2.0 (a1b2c3d)}. */
    public static String version() {
        return VERSION;
    }

    private static String read() {
        Properties properties = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
            if (in == null) {
                return "unknown";
            }
            properties.load(in);
        } catch (IOException e) {
            // Which build this is matters less than that it starts.
            return "unknown";
        }
        String commit = properties.getProperty("commit", "");
        return properties.getProperty("version", "unknown") + (commit.isEmpty() ? "" : " (" + commit + ")");
    }
}
