package dev.cairnfs.namenode.app.settings;

import org.jspecify.annotations.Nullable;

/** The version of this software, from the jar's manifest. */
public final class SoftwareVersion {
    private SoftwareVersion() {}

    /** The version, or {@code development} when it does not run from a jar. */
    public static String current() {
        @Nullable String version = SoftwareVersion.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
