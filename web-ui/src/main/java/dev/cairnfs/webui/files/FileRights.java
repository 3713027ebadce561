package dev.cairnfs.webui.files;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.path.HdfsPath;
import dev.cairnfs.webui.ConsoleBackend;
import dev.cairnfs.webui.ConsoleUser;
import dev.cairnfs.webui.shell.Formats;

/** Says beforehand why an action would be refused; the sentence is empty where it would not. */
final class FileRights {
    private final ConsoleBackend backend;

    FileRights(ConsoleBackend backend) {
        this.backend = backend;
    }

    /** For creating, renaming and deleting in a directory. */
    String change(ConsoleUser user, HdfsPath directory, FileStatus status) throws HdfsException {
        if (backend.cluster().safeMode()) {
            return "Safe mode is on: nothing can be changed now.";
        }
        if (backend.hasAccess(user, directory, "-wx")) {
            return "";
        }
        return "As " + user.name() + " you may not change " + directory + ": the rights w and x are missing ("
                + described(status) + ").";
    }

    /** For taking a file from its writer. */
    String write(ConsoleUser user, HdfsPath file, FileStatus status) throws HdfsException {
        if (backend.cluster().safeMode()) {
            return "Safe mode is on: nothing can be changed now.";
        }
        if (backend.hasAccess(user, file, "-w-")) {
            return "";
        }
        return "As " + user.name() + " you may not take this file from its writer: the right w is missing ("
                + described(status) + ").";
    }

    /** For reading a file. */
    String read(ConsoleUser user, HdfsPath file, FileStatus status) throws HdfsException {
        if (backend.hasAccess(user, file, "r--")) {
            return "";
        }
        return "As " + user.name() + " you may not read this file: the right r is missing (" + described(status) + ").";
    }

    private static String described(FileStatus status) {
        return Formats.mode(status.isDirectory(), status.permission()) + " " + status.owner() + ":" + status.group();
    }
}
