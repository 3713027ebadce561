package dev.cairnfs.webui.files;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.ContentSummary;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.path.HdfsPath;
import dev.cairnfs.webui.ConsoleBackend;
import dev.cairnfs.webui.ConsoleUser;
import dev.cairnfs.webui.shell.Curl;
import dev.cairnfs.webui.shell.Formats;
import dev.cairnfs.webui.shell.Reply;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** New directory, rename and delete: each first asks with its consequences and its curl form, then acts. */
@Controller
public final class FileActionsController {
    private final ConsoleBackend backend;

    public FileActionsController(ConsoleBackend backend) {
        this.backend = backend;
    }

    @GetMapping("/ui/files/mkdir")
    String askMkdir(
            @RequestParam String path,
            @ModelAttribute("user") ConsoleUser user,
            HttpServletRequest request,
            Model model)
            throws HdfsException {
        HdfsPath parent = HdfsPath.parse(path);
        String prefix = parent.isRoot() ? "/" : parent + "/";
        String curl = Curl.webhdfs(request, "-X PUT", prefix + "NAME", "MKDIRS", user.name());
        int name = curl.lastIndexOf("NAME?");
        model.addAttribute("path", parent.toString());
        model.addAttribute("curlBefore", curl.substring(0, name));
        model.addAttribute("curlAfter", curl.substring(name + 4));
        return "console/mkdir";
    }

    @PostMapping("/ui/files/mkdir")
    void mkdir(
            @RequestParam String path,
            @RequestParam String name,
            @ModelAttribute("user") ConsoleUser user,
            HttpServletRequest request,
            HttpServletResponse response)
            throws HdfsException {
        HdfsPath target = HdfsPath.parse(path).child(Entries.requireName(name));
        if (backend.fileStatus(user, target).isPresent()) {
            throw new HdfsException(ErrorCode.FILE_ALREADY_EXISTS, target + " exists already.");
        }
        backend.mkdirs(user, target);
        Reply.done(response, Entries.page(request, target.parent()), "Directory " + target + " is created.");
    }

    @GetMapping("/ui/files/rename")
    String askRename(
            @RequestParam String path,
            @ModelAttribute("user") ConsoleUser user,
            HttpServletRequest request,
            Model model)
            throws HdfsException {
        HdfsPath source = notRoot(path);
        existing(user, source);
        String curl = Curl.webhdfs(
                request, "-X PUT", source.toString(), "RENAME&renameoptions=NONE&destination=TARGET", user.name());
        int target = curl.lastIndexOf("TARGET&");
        model.addAttribute("path", source.toString());
        model.addAttribute("curlBefore", curl.substring(0, target));
        model.addAttribute("curlAfter", curl.substring(target + 6));
        return "console/rename";
    }

    @PostMapping("/ui/files/rename")
    void rename(
            @RequestParam String path,
            @RequestParam String target,
            @ModelAttribute("user") ConsoleUser user,
            HttpServletRequest request,
            HttpServletResponse response)
            throws HdfsException {
        HdfsPath source = notRoot(path);
        HdfsPath destination = HdfsPath.parse(target);
        backend.rename(user, source, destination);
        Reply.done(response, Entries.page(request, destination.parent()), source + " is now " + destination + ".");
    }

    @GetMapping("/ui/files/delete")
    String askDelete(
            @RequestParam String path,
            @ModelAttribute("user") ConsoleUser user,
            HttpServletRequest request,
            Model model)
            throws HdfsException {
        HdfsPath target = notRoot(path);
        FileStatus status = existing(user, target);
        ContentSummary content = backend.contentSummary(user, target);
        model.addAttribute("path", target.toString());
        model.addAttribute("name", target.name());
        model.addAttribute("directory", status.isDirectory());
        model.addAttribute("losesData", losesData(content));
        model.addAttribute("files", Formats.count(content.fileCount(), "file", "files"));
        model.addAttribute(
                "directories", Formats.count(Math.max(0, content.directoryCount() - 1), "directory", "directories"));
        model.addAttribute("size", Formats.bytes(content.lengthBytes()));
        model.addAttribute("space", Formats.bytes(content.spaceConsumedBytes()));
        model.addAttribute(
                "curl",
                Curl.webhdfs(
                        request,
                        "-X DELETE",
                        target.toString(),
                        "DELETE&recursive=" + status.isDirectory(),
                        user.name()));
        return "console/delete";
    }

    @PostMapping("/ui/files/delete")
    void delete(
            @RequestParam String path,
            @RequestParam(defaultValue = "") String confirm,
            @ModelAttribute("user") ConsoleUser user,
            HttpServletRequest request,
            HttpServletResponse response)
            throws HdfsException {
        HdfsPath target = notRoot(path);
        FileStatus status = existing(user, target);
        // Asked again here: between question and answer somebody may have put data into what was empty.
        if (losesData(backend.contentSummary(user, target)) && !confirm.equals(target.name())) {
            throw new HdfsException(
                    ErrorCode.ILLEGAL_ARGUMENT,
                    "Data would be lost: type the name " + target.name() + " exactly to delete it.");
        }
        if (!backend.delete(user, target, status.isDirectory())) {
            throw new HdfsException(ErrorCode.FILE_NOT_FOUND, target + " was gone already.");
        }
        Reply.done(response, Entries.page(request, target.parent()), target + " is deleted.");
    }

    private static boolean losesData(ContentSummary content) {
        return Entries.areData(content.fileCount(), content.lengthBytes());
    }

    private FileStatus existing(ConsoleUser user, HdfsPath path) throws HdfsException {
        return backend.fileStatus(user, path)
                .orElseThrow(() ->
                        new HdfsException(ErrorCode.FILE_NOT_FOUND, "There is no file or directory " + path + "."));
    }

    private static HdfsPath notRoot(String path) throws HdfsException {
        HdfsPath parsed = HdfsPath.parse(path);
        if (parsed.isRoot()) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "The root can be neither renamed nor deleted.");
        }
        return parsed;
    }
}
