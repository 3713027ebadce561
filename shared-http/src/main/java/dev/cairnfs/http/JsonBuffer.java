package dev.cairnfs.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Builds a JSON text as UTF-8 bytes. Punctuation and keys are the caller's, as prepared bytes; strings are escaped here.
 * Not thread-safe.
 */
public final class JsonBuffer {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    /** The longest decimal long, with its sign. */
    private static final int LONG_DIGITS_MAX = 20;

    /** "00" to "99". */
    private static final byte[] PAIRS = new byte[200];

    static {
        for (int i = 0; i < 100; i++) {
            PAIRS[2 * i] = (byte) ('0' + i / 10);
            PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
        }
    }

    private byte[] bytes;
    private int length;

    public JsonBuffer(int initialCapacity) {
        bytes = new byte[initialCapacity];
    }

    /** A constant piece of JSON, to be prepared once. */
    public static byte[] piece(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }

    /** Appends prepared JSON as it is. */
    public JsonBuffer raw(byte[] piece) {
        reserve(piece.length);
        System.arraycopy(piece, 0, bytes, length, piece.length);
        length += piece.length;
        return this;
    }

    /** Appends ASCII JSON as it is; for what is not worth a prepared piece. */
    @SuppressWarnings("deprecation") // the one call that copies ASCII without an encoder
    public JsonBuffer raw(String ascii) {
        int n = ascii.length();
        reserve(n);
        ascii.getBytes(0, n, bytes, length);
        length += n;
        return this;
    }

    /** Appends one ASCII character as it is. */
    public JsonBuffer raw(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    /** Appends true or false. */
    public JsonBuffer bool(boolean value) {
        return raw(value ? "true" : "false");
    }

    /** Appends a decimal number. */
    public JsonBuffer number(long value) {
        reserve(LONG_DIGITS_MAX);
        if (value < 0) {
            if (value == Long.MIN_VALUE) {
                return raw(Long.toString(value));
            }
            bytes[length++] = '-';
            return digits(-value);
        }
        return digits(value);
    }

    /** Two digits for each division: listings are mostly numbers. */
    private JsonBuffer digits(long value) {
        byte[] out = bytes;
        int end = length + digitCount(value);
        int at = end;
        long rest = value;
        while (rest > Integer.MAX_VALUE) {
            long quotient = rest / 100;
            int pair = (int) (rest - quotient * 100) * 2;
            out[--at] = PAIRS[pair + 1];
            out[--at] = PAIRS[pair];
            rest = quotient;
        }
        int small = (int) rest;
        while (small >= 10) {
            int quotient = small / 100;
            int pair = (small - quotient * 100) * 2;
            out[--at] = PAIRS[pair + 1];
            out[--at] = PAIRS[pair];
            small = quotient;
        }
        if (at > length) {
            out[--at] = (byte) ('0' + small);
        }
        length = end;
        return this;
    }

    private static int digitCount(long value) {
        long bound = 10;
        for (int digits = 1; digits < LONG_DIGITS_MAX - 1; digits++) {
            if (value < bound) {
                return digits;
            }
            bound *= 10;
        }
        return LONG_DIGITS_MAX - 1;
    }

    /** Appends a quoted, escaped string. An unpaired surrogate becomes a question mark. */
    public JsonBuffer string(String value) {
        int n = value.length();
        reserve(n + 2);
        byte[] out = bytes;
        int at = length;
        out[at++] = '"';
        int i = 0;
        while (i < n && isPlain(value.charAt(i))) {
            out[at++] = (byte) value.charAt(i++);
        }
        length = at;
        for (; i < n; i++) {
            char c = value.charAt(i);
            if (isPlain(c)) {
                raw(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < n && Character.isLowSurrogate(value.charAt(i + 1))) {
                codePoint(Character.toCodePoint(c, value.charAt(++i)));
            } else {
                escaped(c);
            }
        }
        return raw('"');
    }

    private static boolean isPlain(char c) {
        return c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
    }

    private void escaped(char c) {
        reserve(6);
        if (c == '"' || c == '\\') {
            bytes[length++] = '\\';
            bytes[length++] = (byte) c;
        } else if (c < 0x20 || c == 0x7f) {
            bytes[length++] = '\\';
            bytes[length++] = 'u';
            bytes[length++] = '0';
            bytes[length++] = '0';
            bytes[length++] = HEX[c >> 4];
            bytes[length++] = HEX[c & 15];
        } else if (Character.isSurrogate(c)) {
            bytes[length++] = '?';
        } else {
            codePoint(c);
        }
    }

    private void codePoint(int cp) {
        reserve(4);
        if (cp < 0x800) {
            bytes[length++] = (byte) (0xc0 | (cp >> 6));
        } else if (cp < 0x10000) {
            bytes[length++] = (byte) (0xe0 | (cp >> 12));
            bytes[length++] = (byte) (0x80 | ((cp >> 6) & 0x3f));
        } else {
            bytes[length++] = (byte) (0xf0 | (cp >> 18));
            bytes[length++] = (byte) (0x80 | ((cp >> 12) & 0x3f));
            bytes[length++] = (byte) (0x80 | ((cp >> 6) & 0x3f));
        }
        bytes[length++] = (byte) (0x80 | (cp & 0x3f));
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    public int length() {
        return length;
    }

    /** Bytes that it holds memory for. */
    public int capacity() {
        return bytes.length;
    }

    /** Forgets the content, keeps the memory. */
    public void clear() {
        length = 0;
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
