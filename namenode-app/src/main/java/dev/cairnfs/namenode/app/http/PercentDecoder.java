package dev.cairnfs.namenode.app.http;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Percent-decoding of the raw request target, once and strictly: what comes out is authorised and operated on, and is
 * never decoded again, so that a doubly encoded name is just a name with percent signs in it.
 */
public final class PercentDecoder {
    private PercentDecoder() {}

    /**
     * Decodes a raw path.
     *
     * @throws HdfsException ILLEGAL_ARGUMENT for a broken escape or for bytes that are not UTF-8
     */
    public static String path(String raw) throws HdfsException {
        return decode(raw, 0, raw.length(), false);
    }

    /** Decodes a piece of a raw query, where a plus sign means a space. */
    static String query(String raw, int from, int to) throws HdfsException {
        return decode(raw, from, to, true);
    }

    private static String decode(String raw, int from, int to, boolean plusIsSpace) throws HdfsException {
        if (isPlain(raw, from, to, plusIsSpace)) {
            return raw.substring(from, to);
        }
        byte[] bytes = new byte[to - from];
        int n = 0;
        for (int i = from; i < to; i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                if (to - i < 3) {
                    throw broken(raw.substring(from, to));
                }
                int high = Character.digit(raw.charAt(i + 1), 16);
                int low = Character.digit(raw.charAt(i + 2), 16);
                if (high < 0 || low < 0) {
                    throw broken(raw.substring(from, to));
                }
                bytes[n++] = (byte) (high << 4 | low);
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                bytes[n++] = ' ';
            } else if (c < 0x100) {
                // The container hands the target's bytes over as ISO-8859-1.
                bytes[n++] = (byte) c;
            } else {
                throw broken(raw.substring(from, to));
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, n))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "The request target is not encoded in UTF-8", e);
        }
    }

    private static boolean isPlain(String raw, int from, int to, boolean plusIsSpace) {
        for (int i = from; i < to; i++) {
            char c = raw.charAt(i);
            if (c == '%' || c >= 0x80 || (c == '+' && plusIsSpace)) {
                return false;
            }
        }
        return true;
    }

    private static HdfsException broken(String piece) {
        return new HdfsException(
                ErrorCode.ILLEGAL_ARGUMENT, "The request target has a broken percent escape: " + piece);
    }
}
