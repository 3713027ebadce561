package dev.cairnfs.namenode.state;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Whether two namespaces are in the same state: everything that reading methods and later records can tell apart goes in,
 * how it is stored does not. For the shadow-replay checker, image tests and tools; walks the whole state.
 */
public final class NamespaceDigest {
    private NamespaceDigest() {}

    /** Equal for equal states; different, but for accidents of 1 in 2^64, for others. Not against attackers. */
    public static long of(Namespace namespace) {
        Hasher hasher = new Hasher();
        StateWalk.walk(namespace, hasher);
        return hasher.hash;
    }

    /** The first row in which two namespaces differ, as text; empty when they are in the same state. */
    public static Optional<String> difference(Namespace left, Namespace right) {
        List<String> leftRows = rows(left);
        List<String> rightRows = rows(right);
        for (int i = 0; i < Math.max(leftRows.size(), rightRows.size()); i++) {
            String l = i < leftRows.size() ? leftRows.get(i) : "nothing";
            String r = i < rightRows.size() ? rightRows.get(i) : "nothing";
            if (!l.equals(r)) {
                return Optional.of("<" + l + "> against <" + r + ">");
            }
        }
        return Optional.empty();
    }

    /** The whole state as text, one row a line. */
    static List<String> rows(Namespace namespace) {
        Dumper dumper = new Dumper();
        StateWalk.walk(namespace, dumper);
        dumper.endRow();
        return dumper.rows;
    }

    private static final class Hasher implements StateWalk.Visitor {
        private long hash = 0x243F6A8885A308D3L;

        @Override
        public void row(String table, long key) {
            text(table);
            value(key);
        }

        @Override
        public void value(long value) {
            long mixed = (hash ^ value) * 0x9E3779B97F4A7C15L;
            hash = Long.rotateLeft(mixed, 29) ^ (mixed >>> 32);
        }

        @Override
        public void text(String text) {
            value(text.length());
            for (int i = 0; i < text.length(); i++) {
                value(text.charAt(i));
            }
        }

        @Override
        public void bytes(byte[] bytes) {
            value(bytes.length);
            for (byte b : bytes) {
                value(b);
            }
        }
    }

    private static final class Dumper implements StateWalk.Visitor {
        private final List<String> rows = new ArrayList<>();
        private final StringBuilder row = new StringBuilder();

        private void endRow() {
            if (row.length() > 0) {
                rows.add(row.toString());
                row.setLength(0);
            }
        }

        @Override
        public void row(String table, long key) {
            endRow();
            row.append(table).append(' ').append(key);
        }

        @Override
        public void value(long value) {
            row.append(' ').append(value);
        }

        @Override
        public void text(String text) {
            row.append(" \"").append(text).append('"');
        }

        @Override
        public void bytes(byte[] bytes) {
            row.append(' ').append(HexFormat.of().formatHex(bytes));
        }
    }
}
