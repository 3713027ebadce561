package dev.cairnfs.namenode.app.http;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The decoded query of a request. Names are compared without regard to case, as HDFS does it; of a repeated name the
 * first value counts.
 */
public final class QueryString {
    /** Far more than any operation has; bounds what a request can make the server do. */
    private static final int PARAMETERS_MAX = 100;

    private final List<String> names = new ArrayList<>(8);
    private final List<String> values = new ArrayList<>(8);

    private QueryString() {}

    /**
     * Parses a raw query.
     *
     * @throws HdfsException ILLEGAL_ARGUMENT for broken escapes, bytes that are not UTF-8, or too many parameters
     */
    public static QueryString parse(@Nullable String raw) throws HdfsException {
        QueryString query = new QueryString();
        if (raw == null || raw.isEmpty()) {
            return query;
        }
        int from = 0;
        while (from <= raw.length()) {
            int amp = raw.indexOf('&', from);
            int to = amp < 0 ? raw.length() : amp;
            if (to > from) {
                query.add(raw, from, to);
            }
            from = to + 1;
        }
        return query;
    }

    private void add(String raw, int from, int to) throws HdfsException {
        if (names.size() == PARAMETERS_MAX) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "More than " + PARAMETERS_MAX + " parameters");
        }
        int eq = raw.indexOf('=', from);
        int nameEnd = eq < 0 || eq > to ? to : eq;
        String name = PercentDecoder.query(raw, from, nameEnd).toLowerCase(Locale.ROOT);
        if (!names.contains(name)) {
            names.add(name);
            values.add(nameEnd == to ? "" : PercentDecoder.query(raw, nameEnd + 1, to));
        }
    }

    /** The value of a parameter, or null when the request has none of that (lower-case) name. */
    public @Nullable String get(String name) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equals(name)) {
                return values.get(i);
            }
        }
        return null;
    }

    public int size() {
        return names.size();
    }

    /** The name of the i-th parameter, in lower case. */
    public String name(int i) {
        return names.get(i);
    }

    public String value(int i) {
        return values.get(i);
    }
}
