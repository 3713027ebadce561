package dev.cairnfs.namenode.app.webhdfs;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A query parameter of WebHDFS: its name (lower case), how its text becomes a value, and what the explorer shows.
 *
 * @param <T> the value's type
 * @param type the type as documentation names it
 * @param fallback the value when the parameter is absent, empty or the word {@code null}; null when there is none
 */
public record Parameter<T>(
        String name, String type, @Nullable T fallback, String doc, Parser<T> parser) {
    /** Turns the text into a value. */
    @FunctionalInterface
    public interface Parser<T> {
        /**
         * The value.
         *
         * @throws IllegalArgumentException with HDFS's sentence when the text is none
         */
        T parse(String text);
    }

    /**
     * Parses what a request gave.
     *
     * @throws HdfsException ILLEGAL_ARGUMENT with the sentence of HDFS
     */
    @Nullable
    T value(@Nullable String text) throws HdfsException {
        if (text == null || text.isEmpty() || text.equals("null")) {
            return fallback;
        }
        try {
            return parser.parse(text);
        } catch (IllegalArgumentException e) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, invalidValue(name, String.valueOf(e.getMessage())), e);
        }
    }

    /** HDFS's sentence, in which the exception's class stands before its message. */
    static String invalidValue(String name, String why) {
        return "Invalid value for webhdfs parameter \"" + name + "\": java.lang.IllegalArgumentException: " + why;
    }

    static Parameter<Long> number(String name, @Nullable Long fallback, long min, long max, String doc) {
        return new Parameter<>(name, "long", fallback, doc, text -> ranged(name, text, 10, min, max, "long integer"));
    }

    static Parameter<Integer> integer(String name, @Nullable Integer fallback, int min, int max, String doc) {
        return new Parameter<>(name, "int", fallback, doc, text -> (int) ranged(name, text, 10, min, max, "integer"));
    }

    static Parameter<Integer> shortInteger(String name, @Nullable Integer fallback, int min, String doc) {
        return new Parameter<>(name, "short", fallback, doc, text ->
                (int) ranged(name, text, 10, min, Short.MAX_VALUE, "short integer"));
    }

    static Parameter<Integer> octal(String name, @Nullable Integer fallback, int max, String doc) {
        return new Parameter<>(
                name, "octal", fallback, doc, text -> (int) ranged(name, text, 8, 0, max, "short integer"));
    }

    static Parameter<Boolean> bool(String name, boolean fallback, String doc) {
        return new Parameter<>(name, "boolean", fallback, doc, text -> {
            if (text.equalsIgnoreCase("true")) {
                return true;
            }
            if (text.equalsIgnoreCase("false")) {
                return false;
            }
            throw new IllegalArgumentException("Failed to parse \"" + text + "\" to Boolean.");
        });
    }

    static Parameter<String> text(String name, @Nullable String fallback, String doc) {
        return new Parameter<>(name, "string", fallback, doc, text -> text);
    }

    static Parameter<String> matching(String name, @Nullable String fallback, String domain, String doc) {
        Pattern pattern = Pattern.compile(domain);
        return new Parameter<>(name, "string", fallback, doc, text -> {
            if (!pattern.matcher(text).matches()) {
                throw new IllegalArgumentException(
                        "Invalid value: \"" + text + "\" does not belong to the domain " + domain);
            }
            return text;
        });
    }

    private static long ranged(String name, String text, int radix, long min, long max, String kind) {
        long value;
        try {
            value = Long.parseLong(text, radix);
        } catch (NumberFormatException e) {
            throw unparsable(text, radix, kind);
        }
        if (kind.equals("short integer") ? value != (short) value : kind.equals("integer") && value != (int) value) {
            throw unparsable(text, radix, kind);
        }
        if (value < min) {
            throw new IllegalArgumentException("Invalid parameter range: " + name + " = " + Long.toString(value, radix)
                    + " < " + Long.toString(min, radix));
        }
        if (value > max) {
            throw new IllegalArgumentException("Invalid parameter range: " + name + " = " + Long.toString(value, radix)
                    + " > " + Long.toString(max, radix));
        }
        return value;
    }

    private static IllegalArgumentException unparsable(String text, int radix, String kind) {
        return new IllegalArgumentException("Failed to parse \"" + text + "\" as a radix-" + radix + " " + kind + ".");
    }
}
