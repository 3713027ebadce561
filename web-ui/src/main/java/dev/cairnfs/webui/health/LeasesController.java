package dev.cairnfs.webui.health;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.LeaseInfo;
import dev.cairnfs.shared.path.HdfsPath;
import dev.cairnfs.webui.ConsoleBackend;
import dev.cairnfs.webui.ConsoleUser;
import dev.cairnfs.webui.LeasesView;
import dev.cairnfs.webui.shell.Curl;
import dev.cairnfs.webui.shell.Formats;
import dev.cairnfs.webui.shell.LeaseText;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** Open files and their leases: filtered, sorted, page by page. */
@Controller
public final class LeasesController {
    private static final int LIMIT = 1000;

    private final ConsoleBackend backend;

    public LeasesController(ConsoleBackend backend) {
        this.backend = backend;
    }

    /**
     * One open file.
     *
     * @param share the age's share of the hard limit, 0 to 100
     * @param refusal why the user may not have it closed; empty when he may
     */
    public record LeaseRow(String path, LeaseText text, double share, String refusal) {}

    /** A choice of the state filter with the number of files behind it. */
    public record StateChoice(String key, String label, String count) {}

    @GetMapping("/ui/leases")
    String leases(
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "") String filter,
            @RequestParam(defaultValue = "age") String sort,
            @RequestParam(defaultValue = "") String order,
            @RequestParam(defaultValue = "1") int page,
            @ModelAttribute("user") ConsoleUser user,
            HttpServletRequest request,
            Model model)
            throws HdfsException {
        LeaseQuery query = LeaseQuery.of(state, filter, sort, order, page);
        LeasesView view = backend.leases(user, LIMIT);
        List<LeaseInfo> chosen = view.oldestFirst().stream()
                .filter(lease -> query.isOf(LeaseText.group(lease, view.limits())))
                .filter(query::matches)
                .sorted(query.comparator(view.limits()))
                .toList();
        long first = Math.min(chosen.size(), (query.page() - 1L) * LeaseQuery.PAGE_ROWS);
        long end = Math.min(chosen.size(), first + LeaseQuery.PAGE_ROWS);
        List<LeaseInfo> shown = chosen.subList((int) first, (int) end);
        model.addAttribute("rows", rows(user, shown, view.limits()));
        model.addAttribute("chosen", chosen.size());
        model.addAttribute("more", end < chosen.size());
        model.addAttribute("states", states(view));
        model.addAttribute("state", state);
        model.addAttribute("filter", filter);
        model.addAttribute("sort", query.sort().key());
        model.addAttribute("order", query.order());
        model.addAttribute("page", query.page());
        model.addAttribute("total", view.total());
        model.addAttribute("summary", summary(view));
        model.addAttribute("cut", cut(view));
        model.addAttribute("soft", Formats.duration(view.limits().softMillis()));
        model.addAttribute("hard", Formats.duration(view.limits().hardMillis()));
        model.addAttribute(
                "softShare",
                Formats.share(view.limits().softMillis(), view.limits().hardMillis()));
        model.addAttribute("curl", Curl.api(request, "", "/leases", user.name()));
        return "console/leases";
    }

    private List<LeaseRow> rows(ConsoleUser user, List<LeaseInfo> leases, LeasesView.Limits limits)
            throws HdfsException {
        boolean safeMode = backend.cluster().safeMode();
        boolean superuser = backend.isSuperuser(user);
        List<LeaseRow> rows = new ArrayList<>(leases.size());
        for (LeaseInfo lease : leases) {
            LeaseText text = LeaseText.of(lease, limits, safeMode);
            boolean shutOut = LeaseText.isTakenOver(lease);
            rows.add(new LeaseRow(
                    lease.path(),
                    text,
                    shutOut ? 100 : Formats.share(lease.ageMillis(), limits.hardMillis()),
                    refusal(user, lease.path(), safeMode, superuser)));
        }
        return rows;
    }

    private String refusal(ConsoleUser user, String path, boolean safeMode, boolean superuser) throws HdfsException {
        if (safeMode) {
            return "Safe mode is on: nothing can be changed now.";
        }
        return superuser || backend.hasAccess(user, HdfsPath.parse(path), "-w-")
                ? ""
                : "As " + user.name() + " you may not: the right w on the file is missing.";
    }

    private static List<StateChoice> states(LeasesView view) {
        Map<LeaseText.Group, Integer> counts = new EnumMap<>(LeaseText.Group.class);
        view.oldestFirst().forEach(lease -> counts.merge(LeaseText.group(lease, view.limits()), 1, Integer::sum));
        List<StateChoice> choices = new ArrayList<>();
        choices.add(new StateChoice("", "All", Formats.count(view.oldestFirst().size())));
        for (LeaseText.Group group : LeaseText.Group.values()) {
            choices.add(new StateChoice(group.key(), group.label(), Formats.count(counts.getOrDefault(group, 0))));
        }
        return choices;
    }

    private static String cut(LeasesView view) {
        int listed = view.oldestFirst().size();
        return view.total() > listed
                ? Formats.count(listed) + " of " + Formats.count(view.total())
                        + " are listed: those that you may see, the oldest first."
                : "";
    }

    private static String summary(LeasesView view) {
        if (view.total() == 0) {
            return "No file is open for writing.";
        }
        long late = view.oldestFirst().stream()
                .filter(lease -> LeaseText.group(lease, view.limits()) != LeaseText.Group.IN_TIME)
                .count();
        String open = Formats.count(view.total(), "file is", "files are") + " open for writing; ";
        return late == 0
                ? open + "every writer has renewed its lease in time."
                : open
                        + Formats.count(
                                late,
                                "has a writer that is late or shut out.",
                                "have writers that are late or shut out.");
    }
}
