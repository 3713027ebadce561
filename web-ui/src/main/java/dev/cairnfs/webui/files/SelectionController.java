package dev.cairnfs.webui.files;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.ContentSummary;
import dev.cairnfs.shared.path.HdfsPath;
import dev.cairnfs.webui.ConsoleBackend;
import dev.cairnfs.webui.ConsoleUser;
import dev.cairnfs.webui.shell.Curl;
import dev.cairnfs.webui.shell.Formats;
import dev.cairnfs.webui.shell.Reply;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Deletes several entries of a directory: first asks, with what is in all of them together. */
@Controller
public final class SelectionController {
    private static final String SELECT = "select";
    private static final int NAMES_SHOWN = 10;

    private final ConsoleBackend backend;

    public SelectionController(ConsoleBackend backend) {
        this.backend = backend;
    }

    /** What the selected entries hold together. */
    private record Sum(long files, long directories, long bytes, long space) {
        boolean losesData() {
            return Entries.areData(files, bytes);
        }
    }

    @GetMapping("/ui/files/delete-selected")
    String ask(
            @RequestParam String path,
            @ModelAttribute("user") ConsoleUser user,
            HttpServletRequest request,
            Model model)
            throws HdfsException {
        HdfsPath directory = HdfsPath.parse(path);
        List<HdfsPath> selected = selected(request, directory);
        Sum sum = sum(user, selected);
        List<String> names = selected.stream().map(HdfsPath::name).toList();
        model.addAttribute("path", directory.toString());
        model.addAttribute("names", names);
        model.addAttribute("shown", names.subList(0, Math.min(NAMES_SHOWN, names.size())));
        model.addAttribute("rest", Math.max(0, names.size() - NAMES_SHOWN));
        model.addAttribute("count", entries(names.size()));
        model.addAttribute("confirm", confirmation(names.size()));
        model.addAttribute("losesData", sum.losesData());
        model.addAttribute("files", Formats.count(sum.files(), "file", "files"));
        model.addAttribute("directories", Formats.count(sum.directories(), "directory", "directories"));
        model.addAttribute("size", Formats.bytes(sum.bytes()));
        model.addAttribute("space", Formats.bytes(sum.space()));
        model.addAttribute(
                "curl",
                Curl.webhdfs(request, "-X DELETE", selected.get(0).toString(), "DELETE&recursive=true", user.name()));
        return "console/delete-selected";
    }

    @PostMapping("/ui/files/delete-selected")
    void delete(
            @RequestParam String path,
            @RequestParam(defaultValue = "") String confirm,
            @ModelAttribute("user") ConsoleUser user,
            HttpServletRequest request,
            HttpServletResponse response)
            throws HdfsException {
        HdfsPath directory = HdfsPath.parse(path);
        List<HdfsPath> selected = selected(request, directory);
        // Asked again here: between question and answer somebody may have put data into what was empty.
        if (sum(user, selected).losesData() && !confirm.equals(confirmation(selected.size()))) {
            throw new HdfsException(
                    ErrorCode.ILLEGAL_ARGUMENT,
                    "Data would be lost: type " + confirmation(selected.size()) + " exactly to delete the entries.");
        }
        int deleted = 0;
        String rest = "";
        for (HdfsPath target : selected) {
            try {
                backend.delete(user, target, true);
                deleted++;
            } catch (HdfsException e) {
                if (deleted == 0) {
                    throw e;
                }
                rest = " " + target + " and what follows it are left: " + e.getMessage();
                break;
            }
        }
        Reply.done(
                response,
                Entries.page(request, directory),
                (rest.isEmpty() ? entries(deleted) : deleted + " of " + entries(selected.size()))
                        + (deleted == 1 && rest.isEmpty() ? " is deleted." : " are deleted.")
                        + rest);
    }

    /** The names come one by one: a name may hold a comma, at which Spring would cut a list. */
    private static List<HdfsPath> selected(HttpServletRequest request, HdfsPath directory) throws HdfsException {
        String @Nullable [] names = request.getParameterValues(SELECT);
        if (names == null) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "Nothing is selected.");
        }
        if (names.length > ListingQuery.PAGE_ROWS) {
            throw new HdfsException(
                    ErrorCode.ILLEGAL_ARGUMENT, "At most " + ListingQuery.PAGE_ROWS + " entries at once.");
        }
        Set<HdfsPath> paths = new LinkedHashSet<>();
        for (String name : names) {
            paths.add(directory.child(Entries.requireName(name)));
        }
        return new ArrayList<>(paths);
    }

    private Sum sum(ConsoleUser user, List<HdfsPath> selected) throws HdfsException {
        Sum sum = new Sum(0, 0, 0, 0);
        for (HdfsPath path : selected) {
            ContentSummary one = backend.contentSummary(user, path);
            sum = new Sum(
                    sum.files() + one.fileCount(),
                    sum.directories() + one.directoryCount(),
                    sum.bytes() + one.lengthBytes(),
                    sum.space() + one.spaceConsumedBytes());
        }
        return sum;
    }

    private static String entries(int count) {
        return Formats.count(count, "entry", "entries");
    }

    private static String confirmation(int count) {
        return "delete " + count;
    }
}
