package dev.cairnfs.shared.settings;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, as settings name it: {@code 1MiB}, {@code 1MB}, {@code 1m} and {@code 1048576} are all the same, since
 * HDFS's and Spring's units are binary.
 *
 * @param bytes not negative
 */
public record ByteSize(long bytes) {
    private static final Pattern TEXT = Pattern.compile("\\s*([0-9]{1,19})\\s*(?:([kmgtp])(?:i?b)?|b)?\\s*");
    private static final String UNITS = "kmgtp";
    private static final int UNIT_BITS = 10;

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size of " + bytes + " bytes");
        }
    }

    /**
     * Reads a size.
     *
     * @throws IllegalArgumentException when the text is no size, or one that does not fit 63 bits
     */
    public static ByteSize valueOf(String text) {
        Matcher matcher = TEXT.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no size in bytes: one looks like 64KiB, 128MB, 1g or 4096");
        }
        String unit = matcher.group(2);
        long factor = unit == null ? 1 : 1L << (UNIT_BITS * (UNITS.indexOf(unit) + 1));
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(matcher.group(1)), factor));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is more than any size in bytes", e);
        }
    }
}
