package dev.cairnfs.datanode.app.webhdfs;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;
import dev.cairnfs.shared.web.WebHdfsCreateFlag;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A WebHDFS request, taken apart: path and parameters are percent-decoded exactly once, here. Names of parameters are
 * compared without regard to case; of a repeated one the first counts.
 */
final class DataRequest {
    static final String PREFIX = "/webhdfs/v1";
    private static final String ANONYMOUS = "dr.who";
    private static final int PARAMETERS_MAX = 100;

    private final HdfsPath path;
    private final Map<String, String> parameters;

    private DataRequest(HdfsPath path, Map<String, String> parameters) {
        this.path = path;
        this.parameters = parameters;
    }

    static DataRequest of(HttpServletRequest request) throws HdfsException {
        return of(request.getRequestURI(), request.getQueryString());
    }

    static DataRequest of(String rawUri, @Nullable String rawQuery) throws HdfsException {
        String rawPath = rawUri.startsWith(PREFIX) ? rawUri.substring(PREFIX.length()) : rawUri;
        HdfsPath path = rawPath.isEmpty() ? HdfsPath.ROOT : HdfsPath.parse(decode(rawPath, false));
        Map<String, String> parameters = new HashMap<>();
        if (rawQuery != null && !rawQuery.isEmpty()) {
            for (String part : rawQuery.split("&", PARAMETERS_MAX + 1)) {
                int equals = part.indexOf('=');
                String name = decode(equals < 0 ? part : part.substring(0, equals), true);
                String value = equals < 0 ? "" : decode(part.substring(equals + 1), true);
                parameters.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
            }
            if (parameters.size() > PARAMETERS_MAX) {
                throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "more than " + PARAMETERS_MAX + " parameters");
            }
        }
        if (!parameters.getOrDefault("doas", "").isEmpty()) {
            // The NameNode decides about this, and redirects with the user for whom the data is.
            throw new HdfsException(ErrorCode.AUTHORIZATION, "A DataNode lets nobody act for others: ask the NameNode");
        }
        return new DataRequest(path, parameters);
    }

    String path() {
        return path.toString();
    }

    /** The operation in upper case; an absent one is refused as HDFS does it. */
    String op() throws HdfsException {
        String op = parameters.get("op");
        if (op == null || op.isEmpty()) {
            throw new HdfsException(ErrorCode.UNSUPPORTED_OPERATION, "op=NULL is not supported");
        }
        return op.toUpperCase(Locale.ROOT);
    }

    /** On whose behalf this is done. */
    String user() {
        String user = text("user.name");
        return user.isEmpty() ? ANONYMOUS : user;
    }

    /** A parameter's value, or the empty string where it is absent or, as in HDFS, the word {@code null}. */
    String text(String name) {
        String value = parameters.getOrDefault(name, "");
        return value.equals("null") ? "" : value;
    }

    boolean flag(String name, boolean standard) throws HdfsException {
        String value = text(name);
        if (value.isEmpty()) {
            return standard;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(name, value, "it is neither true nor false");
        };
    }

    /** A number that is not negative, or {@code standard} where the parameter is absent. */
    long number(String name, long standard) throws HdfsException {
        return parse(name, standard, 10, 0, Long.MAX_VALUE);
    }

    /** A number of at least 1 and at most {@code max}, or {@code standard} where the parameter is absent. */
    long positive(String name, long standard, long max) throws HdfsException {
        return parse(name, standard, 10, 1, max);
    }

    /** Permission bits in octal, 0 to 01777. */
    int permission(String name, int standard) throws HdfsException {
        return (int) parse(name, standard, 8, 0, 01777);
    }

    /**
     * What a creation is asked for.
     *
     * @throws HdfsException for an unknown flag, and for flags that are at odds
     */
    Set<WebHdfsCreateFlag> createFlags() throws HdfsException {
        String value = text(WebHdfsCreateFlag.PARAMETER);
        Set<WebHdfsCreateFlag> given;
        try {
            given = WebHdfsCreateFlag.parse(value);
        } catch (IllegalArgumentException e) {
            throw invalid(WebHdfsCreateFlag.PARAMETER, value, String.valueOf(e.getMessage()));
        }
        return WebHdfsCreateFlag.ofCreation(given, flag("overwrite", false));
    }

    private long parse(String name, long standard, int radix, long min, long max) throws HdfsException {
        String value = text(name);
        if (value.isEmpty()) {
            return standard;
        }
        try {
            long number = Long.parseLong(value, radix);
            if (number < min || number > max) {
                String limits = Long.toString(min, radix) + " to " + Long.toString(max, radix);
                throw invalid(name, value, "it is not in the range " + limits);
            }
            return number;
        } catch (NumberFormatException e) {
            throw invalid(name, value, "it is no number in base " + radix);
        }
    }

    private static HdfsException invalid(String name, String value, String why) {
        return new HdfsException(
                ErrorCode.ILLEGAL_ARGUMENT,
                "Invalid value for webhdfs parameter \"" + name + "\": \"" + value + "\", " + why);
    }

    private static String decode(String raw, boolean plusIsSpace) throws HdfsException {
        byte[] bytes = new byte[raw.length()];
        int count = 0;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
                int low = high < 0 ? -1 : Character.digit(raw.charAt(i + 2), 16);
                if (low < 0) {
                    throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "a broken percent escape: " + raw);
                }
                bytes[count++] = (byte) (high << 4 | low);
                i += 2;
            } else if (c > 0xFF) {
                throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "the request target is not encoded: " + raw);
            } else {
                bytes[count++] = c == '+' && plusIsSpace ? (byte) ' ' : (byte) c;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, count))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "the request target is not encoded in UTF-8", e);
        }
    }
}
