package dev.cairnfs.webui.health;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.webui.ConsoleBackend;
import dev.cairnfs.webui.ConsoleUser;
import dev.cairnfs.webui.LeasesView;
import dev.cairnfs.webui.shell.Curl;
import dev.cairnfs.webui.shell.Formats;
import dev.cairnfs.webui.shell.Tone;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** Open files and their leases, oldest first. */
@Controller
public final class LeasesController {
    private static final int LIMIT = 500;

    private final ConsoleBackend backend;

    public LeasesController(ConsoleBackend backend) {
        this.backend = backend;
    }

    /**
     * One open file.
     *
     * @param share the age's share of the hard limit, 0 to 100
     */
    public record LeaseRow(
            String path, String holder, String machine, String age, double share, Tone tone, String state) {}

    @GetMapping("/ui/leases")
    String leases(
            @RequestParam(defaultValue = "") String filter,
            @ModelAttribute("user") ConsoleUser user,
            HttpServletRequest request,
            Model model)
            throws HdfsException {
        LeasesView view = backend.leases(user, LIMIT);
        String wanted = filter.strip().toLowerCase(Locale.ROOT);
        List<LeaseRow> rows = view.oldestFirst().stream()
                .filter(lease -> (lease.path() + '\n' + lease.holder() + '\n' + lease.clientMachine())
                        .toLowerCase(Locale.ROOT)
                        .contains(wanted))
                .map(lease -> row(lease, view))
                .toList();
        model.addAttribute("rows", rows);
        model.addAttribute("filter", filter);
        model.addAttribute("total", view.total());
        model.addAttribute("summary", summary(view));
        model.addAttribute(
                "cut",
                view.total() > view.oldestFirst().size()
                        ? "The " + Formats.count(view.oldestFirst().size()) + " oldest of "
                                + Formats.count(view.total()) + " are listed."
                        : "");
        model.addAttribute("soft", Formats.duration(view.softLimitMillis()));
        model.addAttribute("hard", Formats.duration(view.hardLimitMillis()));
        model.addAttribute("softShare", Formats.share(view.softLimitMillis(), view.hardLimitMillis()));
        model.addAttribute("curl", Curl.api(request, "", "/leases", user.name()));
        return "console/leases";
    }

    private static String summary(LeasesView view) {
        if (view.total() == 0) {
            return "No file is open for writing.";
        }
        long late = view.oldestFirst().stream()
                .filter(lease -> lease.ageMillis() > view.softLimitMillis())
                .count();
        String open = Formats.count(view.total(), "file is", "files are") + " open for writing; ";
        return late == 0
                ? open + "every writer has renewed its lease in time."
                : open + Formats.count(late, "lease is", "leases are") + " past the soft limit.";
    }

    private static LeaseRow row(LeasesView.Lease lease, LeasesView view) {
        Tone tone = Tone.GOOD;
        String state = "Renewed in time: only this writer may write.";
        if (lease.ageMillis() > view.hardLimitMillis()) {
            tone = Tone.BAD;
            state = "Past the hard limit: the NameNode recovers the lease and closes the file by itself.";
        } else if (lease.ageMillis() > view.softLimitMillis()) {
            tone = Tone.WARN;
            state = "Past the soft limit: the writer seems gone, and another one may take the file over. At the hard"
                    + " limit the NameNode closes it by itself.";
        }
        return new LeaseRow(
                lease.path(),
                lease.holder(),
                lease.clientMachine().isEmpty() ? Formats.UNKNOWN : lease.clientMachine(),
                Formats.duration(lease.ageMillis()),
                Formats.share(lease.ageMillis(), view.hardLimitMillis()),
                tone,
                state);
    }
}
