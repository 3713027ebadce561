package dev.cairnfs.shared.path;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An absolute path inside the namespace, parsed once at the door; authorisation and operation use this same object.
 *
 * <p>The rules are HDFS's ({@code DFSUtilClient.isValidName}): it begins with a slash and has no component that is
 * empty, {@code .} or {@code ..} or that contains a colon; beyond HDFS, a NUL and half a
 * surrogate pair are refused. One trailing slash is
 * dropped. Limits: {@value #MAX_LENGTH} characters and {@value #MAX_DEPTH} levels (SPEC C2); the length of a component
 * is a setting and is checked where a name is created.
 */
public final class HdfsPath {
    public static final int MAX_LENGTH = 8000;
    public static final int MAX_DEPTH = 1000;
    public static final HdfsPath ROOT = new HdfsPath("/", List.of());

    private final String text;
    private final List<String> components;

    private HdfsPath(String text, List<String> components) {
        this.text = text;
        this.components = components;
    }

    /**
     * Parses a decoded path.
     *
     * @throws HdfsException with {@link ErrorCode#INVALID_PATH} when a rule above is broken
     */
    public static HdfsPath parse(String path) throws HdfsException {
        if (path.isEmpty() || path.charAt(0) != '/') {
            throw invalid(path, "a path must be absolute");
        }
        if (path.length() > MAX_LENGTH) {
            throw invalid(path.substring(0, 100) + "...", "it is longer than " + MAX_LENGTH + " characters");
        }
        if (path.length() == 1) {
            return ROOT;
        }
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        List<String> parts = new ArrayList<>();
        int from = 1;
        while (from <= trimmed.length()) {
            int slash = trimmed.indexOf('/', from);
            int to = slash < 0 ? trimmed.length() : slash;
            parts.add(checkedComponent(path, trimmed.substring(from, to)));
            from = to + 1;
        }
        if (parts.size() > MAX_DEPTH) {
            throw invalid(path.substring(0, 100) + "...", "it has more than " + MAX_DEPTH + " levels");
        }
        return new HdfsPath(trimmed, List.copyOf(parts));
    }

    private static String checkedComponent(String path, String part) throws HdfsException {
        if (part.isEmpty()) {
            throw invalid(path, "it has an empty component");
        }
        if (part.equals(".") || part.equals("..")) {
            throw invalid(path, "the component " + part + " is not allowed");
        }
        if (part.indexOf(':') >= 0 || part.indexOf('\0') >= 0) {
            throw invalid(path, "a component holds a colon or a NUL");
        }
        if (hasUnpairedSurrogate(part)) {
            // Bare, without the path: it could not be sent in UTF-8 either.
            throw invalid("", "a component holds half of a surrogate pair");
        }
        return part;
    }

    /** Such a name has no UTF-8: it would be stored as another name. */
    private static boolean hasUnpairedSurrogate(String part) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == part.length()
                        || !Character.isLowSurrogate(part.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    /** HDFS's words, in which the reason has no place: it goes along as the cause. */
    private static HdfsException invalid(String path, String why) {
        return new HdfsException(
                ErrorCode.INVALID_PATH,
                "Invalid path name Invalid file name: " + path.replace('\0', '?'),
                new IllegalArgumentException(why));
    }

    /** The path's components from below the root; empty for the root itself. */
    public List<String> components() {
        return components;
    }

    public int depth() {
        return components.size();
    }

    public boolean isRoot() {
        return components.isEmpty();
    }

    /** The last component, or the empty string for the root. */
    public String name() {
        return isRoot() ? "" : components.get(components.size() - 1);
    }

    /** The parent; the root is its own parent. */
    public HdfsPath parent() {
        if (components.size() <= 1) {
            return ROOT;
        }
        return new HdfsPath(text.substring(0, text.lastIndexOf('/')), components.subList(0, components.size() - 1));
    }

    /** This path's child; the name is checked as in {@link #parse}. */
    public HdfsPath child(String name) throws HdfsException {
        return parse(isRoot() ? "/" + name : text + "/" + name);
    }

    /** True when this path is {@code other} or lies below it. */
    public boolean startsWith(HdfsPath other) {
        return components.size() >= other.components.size()
                && components.subList(0, other.components.size()).equals(other.components);
    }

    /** A name as it is stored and sorted: UTF-8. */
    public static byte[] nameBytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof HdfsPath other && text.equals(other.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
