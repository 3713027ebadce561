package dev.cairnfs.webui.files;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.path.HdfsPath;
import dev.cairnfs.webui.shell.Curl;
import jakarta.servlet.http.HttpServletRequest;

/** What the pages of the namespace say alike of the entries of a directory. */
final class Entries {
    private Entries() {}

    /** The address of the page that lists a directory. */
    static String page(HttpServletRequest request, HdfsPath directory) {
        return request.getContextPath() + "/ui/files?path=" + Curl.encodePath(directory.toString());
    }

    /** @throws HdfsException when a name could not be one of an entry; HDFS's other rules are the NameNode's */
    static String requireName(String name) throws HdfsException {
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            throw new HdfsException(ErrorCode.INVALID_PATH, "A name is not empty and holds no slash.");
        }
        return name;
    }

    /** Whether so many files with so many bytes are data that must not go by one wrong click. */
    static boolean areData(long files, long bytes) {
        return files > 0 && bytes > 0;
    }
}
