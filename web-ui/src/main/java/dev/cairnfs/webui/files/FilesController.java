package dev.cairnfs.webui.files;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.LeaseInfo;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.shared.model.OpenBlock;
import dev.cairnfs.shared.path.HdfsPath;
import dev.cairnfs.webui.ConsoleBackend;
import dev.cairnfs.webui.ConsoleUser;
import dev.cairnfs.webui.shell.Curl;
import dev.cairnfs.webui.shell.Formats;
import dev.cairnfs.webui.shell.LeaseText;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** A directory's listing, or a file with its block map: the address is the path. */
@Controller
public final class FilesController {
    /** Blocks on one page of a block map. */
    private static final int MAP_BLOCKS = 100;

    private final ConsoleBackend backend;
    private final FileRights rights;

    public FilesController(ConsoleBackend backend) {
        this.backend = backend;
        this.rights = new FileRights(backend);
    }

    /** A part of the path with where it leads. */
    public record Crumb(String name, String path) {}

    /** A named curl line. */
    public record Example(String label, String line) {}

    @GetMapping("/ui/files")
    String files(
            @RequestParam(defaultValue = "/") String path,
            @RequestParam(defaultValue = "name") String sort,
            @RequestParam(defaultValue = "asc") String order,
            @RequestParam(defaultValue = "") String filter,
            @RequestParam(defaultValue = "1") int page,
            @RequestParam(defaultValue = "") String after,
            @ModelAttribute("user") ConsoleUser user,
            HttpServletRequest request,
            Model model)
            throws HdfsException {
        ListingQuery query = ListingQuery.of(sort, order, filter, page, after);
        HdfsPath parsed = HdfsPath.parse(path);
        FileStatus status = backend.fileStatus(user, parsed)
                .orElseThrow(() ->
                        new HdfsException(ErrorCode.FILE_NOT_FOUND, "There is no file or directory " + parsed + "."));
        model.addAttribute("path", parsed.toString());
        model.addAttribute("parent", parsed.parent().toString());
        model.addAttribute("crumbs", crumbs(parsed));
        model.addAttribute("status", status);
        model.addAttribute("mode", Formats.mode(status.isDirectory(), status.permission()));
        model.addAttribute("modified", Formats.instant(status.modificationTimeMillis()));
        if (!status.isDirectory()) {
            return file(parsed, status, page, user, request, model);
        }
        return directory(parsed, status, query, filter, user, request, model);
    }

    private String directory(
            HdfsPath path,
            FileStatus status,
            ListingQuery query,
            String filter,
            ConsoleUser user,
            HttpServletRequest request,
            Model model)
            throws HdfsException {
        ListingReader.Page read = new ListingReader(backend).read(user, path, query);
        String prefix = path.isRoot() ? "/" : path + "/";
        List<FileRow> rows = new ArrayList<>(read.rows().size());
        for (FileStatus child : read.rows()) {
            String childPath = prefix + child.name();
            rows.add(FileRow.of(child, childPath, Curl.webhdfsHref(request, childPath, "OPEN", user.name())));
        }
        long first = (query.page() - 1L) * ListingQuery.PAGE_ROWS;
        long total = read.matches() < 0 ? status.childrenNum() : read.matches();
        model.addAttribute("rows", rows);
        model.addAttribute("total", total);
        model.addAttribute(
                "shown", shown(first, rows.size(), total, !query.filter().isEmpty(), read.cut()));
        model.addAttribute("more", read.more());
        model.addAttribute("page", query.page());
        model.addAttribute(
                "lastName",
                rows.isEmpty() || !query.isNameOrder()
                        ? ""
                        : rows.get(rows.size() - 1).name());
        model.addAttribute("sort", query.sort().key());
        model.addAttribute("order", query.descending() ? "desc" : "asc");
        model.addAttribute("filter", filter);
        model.addAttribute("refusal", rights.change(user, path, status));
        model.addAttribute("webhdfs", request.getContextPath() + "/webhdfs/v1" + Curl.encodePath(path.toString()));
        String base = path.toString();
        model.addAttribute(
                "examples",
                List.of(
                        new Example("List", Curl.webhdfs(request, "-s", base, "LISTSTATUS", user.name())),
                        new Example(
                                "Upload", Curl.webhdfs(request, "-L -T FILE", prefix + "FILE", "CREATE", user.name())),
                        new Example(
                                "New directory",
                                Curl.webhdfs(request, "-X PUT", prefix + "NAME", "MKDIRS", user.name()))));
        return "console/files";
    }

    private String file(
            HdfsPath path, FileStatus status, int page, ConsoleUser user, HttpServletRequest request, Model model)
            throws HdfsException {
        long blockSize = Math.max(1, status.blockSizeBytes());
        long blocks = (status.length() + blockSize - 1) / blockSize;
        long firstBlock = (page - 1L) * MAP_BLOCKS;
        if (page > 1 && firstBlock >= blocks) {
            throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "The file has no blocks on page " + page + ".");
        }
        // The last page reaches to the end, so that a block being written is on it.
        long length = firstBlock + MAP_BLOCKS >= blocks ? Long.MAX_VALUE : MAP_BLOCKS * blockSize;
        String readRefusal = rights.read(user, path, status);
        Optional<LeaseInfo> lease = backend.lease(user, path);
        if (readRefusal.isEmpty()) {
            LocatedBlocks located = backend.blockLocations(user, path, firstBlock * blockSize, length);
            OpenBlock open = lease.map(LeaseInfo::lastBlock).orElse(null);
            model.addAttribute("map", BlockMap.of(status, located, backend.datanodes(user), firstBlock, open));
        }
        model.addAttribute("lease", lease.isEmpty() ? null : leaseText(lease.get()));
        model.addAttribute("leaseRefusal", lease.isEmpty() ? "" : rights.write(user, path, status));
        String text = path.toString();
        HdfsPath parent = path.parent();
        model.addAttribute("size", Formats.bytes(status.length()));
        model.addAttribute("exactSize", Formats.exactBytes(status.length()));
        model.addAttribute("blockSize", Formats.bytes(status.blockSizeBytes()));
        model.addAttribute("blockCount", Formats.count(blocks, "block", "blocks"));
        model.addAttribute("accessed", Formats.instant(status.accessTimeMillis()));
        model.addAttribute("page", page);
        model.addAttribute("more", firstBlock + MAP_BLOCKS < blocks);
        model.addAttribute("download", Curl.webhdfsHref(request, text, "OPEN", user.name()));
        model.addAttribute("readRefusal", readRefusal);
        model.addAttribute(
                "refusal",
                rights.change(user, parent, backend.fileStatus(user, parent).orElse(status)));
        model.addAttribute(
                "examples",
                List.of(
                        new Example("Download", Curl.webhdfs(request, "-L -O", text, "OPEN", user.name())),
                        new Example("Status", Curl.webhdfs(request, "-s", text, "GETFILESTATUS", user.name())),
                        new Example(
                                "Block map",
                                Curl.api(request, "-s", "/block-locations?path=" + Curl.encode(text), user.name())),
                        new Example(
                                "Lease", Curl.api(request, "-s", "/lease?path=" + Curl.encode(text), user.name()))));
        return "console/file";
    }

    private LeaseText leaseText(LeaseInfo lease) throws HdfsException {
        return LeaseText.of(lease, backend.leaseLimits(), backend.cluster().safeMode());
    }

    private static List<Crumb> crumbs(HdfsPath path) {
        List<Crumb> crumbs = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (String component : path.components()) {
            text.append('/').append(component);
            crumbs.add(new Crumb(component, text.toString()));
        }
        return crumbs;
    }

    private static String shown(long first, int rows, long total, boolean filtered, boolean cut) {
        String of = cut
                ? "at least " + Formats.count(total) + " (the directory is too large to be read to its end)"
                : Formats.count(total);
        String noun = (filtered ? " matching " : " ") + (total == 1 ? "entry" : "entries");
        if (rows == 0) {
            return cut || total > 0 ? "No rows here; " + of + noun : "No" + (filtered ? " matching" : "") + " entries";
        }
        if (rows == total) {
            return of + noun;
        }
        return Formats.count(first + 1) + "–" + Formats.count(first + rows) + " of " + of + noun;
    }
}
