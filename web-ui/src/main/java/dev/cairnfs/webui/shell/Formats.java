package dev.cairnfs.webui.shell;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How values are written in the console. A value that is not known is the word "unknown", never 0 or -1. */
public final class Formats {
    /** What stands where a value is not known. */
    public static final String UNKNOWN = "unknown";

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Formats() {}

    /** A size with a binary unit and three significant digits, such as {@code 1.50 GiB}. */
    public static String bytes(long bytes) {
        if (bytes < 0) {
            return UNKNOWN;
        }
        if (bytes < 1024) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = 0;
        while (value >= 1023.995 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        String format = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, value) + " " + UNITS[unit];
    }

    /** A size to the byte, for titles. */
    public static String exactBytes(long bytes) {
        return bytes < 0 ? UNKNOWN : count(bytes) + (bytes == 1 ? " byte" : " bytes");
    }

    /** A count with thousands separated. */
    public static String count(long count) {
        return count < 0 ? UNKNOWN : String.format(Locale.ROOT, "%,d", count);
    }

    /** A count with its noun: {@code 1 block}, {@code 2 blocks}. */
    public static String count(long count, String singular, String plural) {
        return count(count) + " " + (count == 1 ? singular : plural);
    }

    /** A share of a whole with one decimal; unknown where there is no whole. */
    public static String percent(long part, long whole) {
        if (whole <= 0 || part < 0) {
            return UNKNOWN;
        }
        return String.format(Locale.ROOT, "%.1f%%", 100.0 * part / whole);
    }

    /** A share of a whole from 0 to 100, for bars; 0 where there is no whole. */
    public static double share(long part, long whole) {
        if (whole <= 0 || part <= 0) {
            return 0;
        }
        return Math.min(100, Math.round(1000.0 * part / whole) / 10.0);
    }

    /** A duration in its two largest units: {@code 45 s}, {@code 2 min 5 s}, {@code 3 h 12 min}, {@code 4 d 2 h}. */
    public static String duration(long millis) {
        if (millis < 0) {
            return UNKNOWN;
        }
        long seconds = millis / 1000;
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return two(seconds / 60, "min", seconds % 60, "s");
        }
        if (seconds < 86_400) {
            return two(seconds / 3600, "h", seconds % 3600 / 60, "min");
        }
        return two(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return large + " " + largeUnit + (small == 0 ? "" : " " + small + " " + smallUnit);
    }

    /** How long ago something was: {@code 3 s ago}. */
    public static String ago(long millis) {
        return millis < 0 ? UNKNOWN : duration(millis) + " ago";
    }

    /** A moment in UTC to the second, ISO 8601; 0 and less are unknown. */
    public static String instant(long epochMillis) {
        return epochMillis <= 0 ? UNKNOWN : UTC.format(Instant.ofEpochMilli(epochMillis));
    }

    /** Mode bits as {@code ls} writes them: {@code drwxr-xr-t}. */
    public static String mode(boolean directory, int permission) {
        String bits = "rwxrwxrwx";
        StringBuilder text = new StringBuilder(10).append(directory ? 'd' : '-');
        for (int i = 0; i < 9; i++) {
            text.append((permission >> (8 - i) & 1) == 1 ? bits.charAt(i) : '-');
        }
        if ((permission & 01000) != 0) {
            text.setCharAt(9, (permission & 1) == 1 ? 't' : 'T');
        }
        return text.toString();
    }
}
