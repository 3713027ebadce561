package dev.cairnfs.namenode.app.api;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.exc.MismatchedInputException;

/** Says what is wrong with a body in the caller's terms: the parser's own words name classes and switches of ours. */
final class BodyMistakes {
    private static final int PLACE_LENGTH_MAX = 200;

    private BodyMistakes() {}

    static String describe(JacksonException e) {
        String place = place(e);
        if (e instanceof MismatchedInputException mismatch) {
            return place.isEmpty()
                    ? "The body must be one JSON object, with nothing behind it"
                    : "The property " + place + " must be " + expected(mismatch.getTargetType());
        }
        if (!place.isEmpty()) {
            return "The property " + place + " has no valid value";
        }
        TokenStreamLocation where = e.getLocation();
        return "The body is not valid JSON"
                + (where == null ? "" : " at line " + where.getLineNr() + ", column " + where.getColumnNr());
    }

    /** As in {@code create.path} or {@code storages[2].capacity}. */
    private static String place(JacksonException e) {
        StringBuilder place = new StringBuilder();
        for (JacksonException.Reference step : e.getPath()) {
            String name = step.getPropertyName();
            if (name == null) {
                place.append('[').append(step.getIndex()).append(']');
            } else {
                place.append(place.isEmpty() ? "" : ".").append(name);
            }
        }
        String clean = place.toString().replaceAll("\\p{Cntrl}", "?");
        return clean.substring(0, Math.min(clean.length(), PLACE_LENGTH_MAX));
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "another value";
        }
        if (type == int.class || type == Integer.class) {
            return "an integer of 32 bits";
        }
        if (type == long.class || type == Long.class) {
            return "an integer of 64 bits";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == String.class) {
            return "a string";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
        }
        return type.isArray() || Collection.class.isAssignableFrom(type) ? "a list" : "an object";
    }
}
