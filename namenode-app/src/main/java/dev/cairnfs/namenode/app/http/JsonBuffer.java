package dev.cairnfs.namenode.app.http;

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
        if (value == Long.MIN_VALUE) {
            return raw(Long.toString(value));
        }
        long rest = value;
        if (rest < 0) {
            bytes[length++] = '-';
            rest = -rest;
        }
        int digits = digits(rest);
        int at = length + digits;
        length = at;
        do {
            bytes[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest != 0);
        return this;
    }

    private static int digits(long value) {
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /** Appends a quoted, escaped string. An unpaired surrogate becomes a question mark. */
    public JsonBuffer string(String value) {
        int n = value.length();
        reserve(n + 2);
        bytes[length++] = '"';
        for (int i = 0; i < n; i++) {
            char c = value.charAt(i);
            if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
                if (length == bytes.length) {
                    reserve(n - i + 1);
                }
                bytes[length++] = (byte) c;
            } else if (Character.isHighSurrogate(c) && i + 1 < n && Character.isLowSurrogate(value.charAt(i + 1))) {
                codePoint(Character.toCodePoint(c, value.charAt(++i)));
            } else {
                escaped(c);
            }
        }
        return raw('"');
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

    int capacity() {
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
