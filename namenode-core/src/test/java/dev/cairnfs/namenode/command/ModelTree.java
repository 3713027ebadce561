package dev.cairnfs.namenode.command;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * HDFS's namespace rules once more, as simply as they can be said: paths in a sorted map, true for a directory. What an
 * operation does is told as text: its answer, or the code of its error.
 */
final class ModelTree {
    private static final String TRUE = "true";
    private static final String FALSE = "false";

    private final TreeMap<String, Boolean> paths = new TreeMap<>(Map.of("/", true));

    private boolean isDirectory(String path) {
        return Boolean.TRUE.equals(paths.get(path));
    }

    private boolean isFile(String path) {
        return Boolean.FALSE.equals(paths.get(path));
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String child(String directory, String name) {
        return directory.equals("/") ? "/" + name : directory + "/" + name;
    }

    private static boolean isBelow(String path, String top) {
        return path.startsWith(top.equals("/") ? "/" : top + "/") && !path.equals(top);
    }

    private boolean fileInTheWay(String path) {
        for (String above = path; !above.equals("/"); ) {
            above = parent(above);
            if (isFile(above)) {
                return true;
            }
        }
        return false;
    }

    private List<String> tree(String top) {
        List<String> found = new ArrayList<>();
        for (String path : paths.tailMap(top).keySet()) {
            if (path.equals(top) || isBelow(path, top)) {
                found.add(path);
            }
        }
        return found;
    }

    private boolean isEmpty(String directory) {
        return tree(directory).size() == 1;
    }

    private void add(String path, boolean directory) {
        for (String above = path; !above.equals("/"); ) {
            above = parent(above);
            paths.put(above, true);
        }
        paths.put(path, directory);
    }

    private void move(String from, String to) {
        Map<String, Boolean> moved = new TreeMap<>();
        for (String path : tree(from)) {
            moved.put(to + path.substring(from.length()), paths.get(path));
            paths.remove(path);
        }
        paths.putAll(moved);
    }

    private static String error(ErrorCode code) {
        return code.toString();
    }

    String mkdirs(String path, boolean createParent) {
        if (fileInTheWay(path)) {
            return error(ErrorCode.PARENT_NOT_DIRECTORY);
        }
        if (isFile(path)) {
            return error(ErrorCode.FILE_ALREADY_EXISTS);
        }
        if (!createParent && !paths.containsKey(path) && !paths.containsKey(parent(path))) {
            return error(ErrorCode.FILE_NOT_FOUND);
        }
        add(path, true);
        return TRUE;
    }

    String create(String path, boolean overwrite, boolean createParent) {
        if (fileInTheWay(path)) {
            return error(ErrorCode.PARENT_NOT_DIRECTORY);
        }
        if (isDirectory(path) || (isFile(path) && !overwrite)) {
            return error(ErrorCode.FILE_ALREADY_EXISTS);
        }
        if (!createParent && !paths.containsKey(path) && !paths.containsKey(parent(path))) {
            return error(ErrorCode.FILE_NOT_FOUND);
        }
        add(path, false);
        return TRUE;
    }

    String delete(String path, boolean recursive) {
        if (fileInTheWay(path)) {
            return error(ErrorCode.ACCESS_CONTROL);
        }
        if (!paths.containsKey(path)) {
            return FALSE;
        }
        if (!recursive && !isEmpty(path)) {
            return error(ErrorCode.PATH_IS_NOT_EMPTY_DIRECTORY);
        }
        if (path.equals("/")) {
            return FALSE;
        }
        tree(path).forEach(paths::remove);
        return TRUE;
    }

    private @Nullable String renameInTheWay(String src, String dst) {
        if (fileInTheWay(src)) {
            return error(ErrorCode.ACCESS_CONTROL);
        }
        return fileInTheWay(dst) ? error(ErrorCode.PARENT_NOT_DIRECTORY) : null;
    }

    String rename(String src, String dst) {
        String refusal = renameInTheWay(src, dst);
        if (refusal != null) {
            return refusal;
        }
        String to = isDirectory(dst) ? child(dst, name(src)) : dst;
        if (!paths.containsKey(src) || src.equals("/")) {
            return FALSE;
        }
        if (to.equals(src)) {
            return TRUE;
        }
        if (isBelow(to, src) || paths.containsKey(to) || !isDirectory(parent(to))) {
            return FALSE;
        }
        move(src, to);
        return TRUE;
    }

    String rename2(String src, String dst, boolean overwrite) {
        String refusal = renameInTheWay(src, dst);
        if (refusal != null) {
            return refusal;
        }
        if (!paths.containsKey(src)) {
            return error(ErrorCode.FILE_NOT_FOUND);
        }
        if (src.equals("/")) {
            return error(ErrorCode.IO);
        }
        if (src.equals(dst)) {
            return error(ErrorCode.FILE_ALREADY_EXISTS);
        }
        if (isBelow(dst, src) || dst.equals("/") || (paths.containsKey(dst) && isDirectory(dst) != isDirectory(src))) {
            return error(ErrorCode.IO);
        }
        if (paths.containsKey(dst)) {
            if (!overwrite) {
                return error(ErrorCode.FILE_ALREADY_EXISTS);
            }
            if (!isEmpty(dst)) {
                return error(ErrorCode.IO);
            }
        } else if (!paths.containsKey(parent(dst))) {
            return error(ErrorCode.FILE_NOT_FOUND);
        }
        paths.remove(dst);
        move(src, dst);
        return TRUE;
    }

    String list(String path) {
        if (fileInTheWay(path)) {
            return error(ErrorCode.ACCESS_CONTROL);
        }
        if (!paths.containsKey(path)) {
            return error(ErrorCode.FILE_NOT_FOUND);
        }
        if (isFile(path)) {
            return "[]";
        }
        return tree(path).stream()
                .filter(below -> !below.equals(path) && parent(below).equals(path))
                .map(ModelTree::name)
                .toList()
                .toString();
    }

    String count(String path) {
        if (fileInTheWay(path)) {
            return error(ErrorCode.ACCESS_CONTROL);
        }
        if (!paths.containsKey(path)) {
            return error(ErrorCode.FILE_NOT_FOUND);
        }
        long directories = tree(path).stream().filter(this::isDirectory).count();
        return directories + " " + (tree(path).size() - directories);
    }

    /** All paths in HDFS's order, as {@link HdfsPath} texts. */
    List<String> all() {
        return List.copyOf(paths.keySet());
    }
}
