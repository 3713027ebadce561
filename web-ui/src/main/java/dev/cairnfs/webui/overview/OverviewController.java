package dev.cairnfs.webui.overview;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.webui.ConsoleBackend;
import dev.cairnfs.webui.ConsoleUser;
import dev.cairnfs.webui.OverviewView;
import dev.cairnfs.webui.shell.Curl;
import dev.cairnfs.webui.shell.Formats;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;

/** The first page: verdict, problems, capacity, counts. */
@Controller
public final class OverviewController {
    private final ConsoleBackend backend;

    public OverviewController(ConsoleBackend backend) {
        this.backend = backend;
    }

    /** A number with the list behind it; {@code href} has no context path. */
    public record Figure(String label, String value, String note, String href) {}

    /** Where the bytes are, as shares from 0 to 100 of the configured capacity. */
    public record CapacityBar(
            boolean known,
            String total,
            String used,
            String usedPercent,
            String nonDfs,
            String remaining,
            double usedShare,
            double nonDfsFrom,
            double nonDfsShare) {}

    @GetMapping("/ui/overview")
    String overview(@ModelAttribute("user") ConsoleUser user, HttpServletRequest request, Model model)
            throws HdfsException {
        OverviewView view = backend.overview(user);
        model.addAttribute("diagnosis", Diagnosis.of(view));
        model.addAttribute("capacity", capacity(view.capacity()));
        model.addAttribute("namespace", namespace(view));
        model.addAttribute("redundancy", redundancy(view.blocks()));
        model.addAttribute("nodes", nodes(view.datanodes()));
        model.addAttribute("curl", Curl.api(request, "", "/stats", user.name()));
        return "console/overview";
    }

    private static CapacityBar capacity(OverviewView.Capacity c) {
        double used = Formats.share(c.dfsUsedBytes(), c.totalBytes());
        double nonDfs = Math.min(100 - used, Formats.share(c.nonDfsUsedBytes(), c.totalBytes()));
        return new CapacityBar(
                c.totalBytes() > 0,
                Formats.bytes(c.totalBytes()),
                Formats.bytes(c.dfsUsedBytes()),
                Formats.percent(c.dfsUsedBytes(), c.totalBytes()),
                Formats.bytes(c.nonDfsUsedBytes()),
                Formats.bytes(c.remainingBytes()),
                used,
                used,
                nonDfs);
    }

    private static List<Figure> namespace(OverviewView view) {
        return List.of(
                new Figure("Files", Formats.count(view.files()), "in the namespace", "/ui/files"),
                new Figure("Directories", Formats.count(view.directories()), "the root included", "/ui/files"),
                new Figure("Blocks", Formats.count(view.blocks().total()), "of all files", "/ui/replicas"),
                new Figure("Open files", Formats.count(view.openFiles()), "being written now", "/ui/leases"));
    }

    private static List<Figure> redundancy(OverviewView.Blocks b) {
        return List.of(
                new Figure("Missing", Formats.count(b.missing()), "no live replica", "/ui/replicas?kind=missing"),
                new Figure(
                        "Corrupt", Formats.count(b.corrupt()), "with a corrupt replica", "/ui/replicas?kind=corrupt"),
                new Figure(
                        "Under-replicated",
                        Formats.count(b.underReplicated()),
                        "too few",
                        "/ui/replicas?kind=under-replicated"),
                new Figure(
                        "Too few racks",
                        Formats.count(b.badlyDistributed()),
                        "all replicas there",
                        "/ui/replicas?kind=badly-distributed"),
                new Figure("Being copied", Formats.count(b.pendingReconstruction()), "copies", "/ui/replicas"),
                new Figure("Excess", Formats.count(b.excess()), "more than asked for", "/ui/replicas"),
                new Figure("Being deleted", Formats.count(b.pendingDeletion()), "replicas", "/ui/replicas"));
    }

    private static List<Figure> nodes(OverviewView.Datanodes n) {
        return List.of(
                new Figure("Live", Formats.count(n.live()), "answering", "/ui/datanodes?state=live"),
                new Figure("Stale", Formats.count(n.stale()), "late heartbeat", "/ui/datanodes?state=stale"),
                new Figure("Dead", Formats.count(n.dead()), "timed out", "/ui/datanodes?state=dead"),
                new Figure(
                        "Failed volumes",
                        Formats.count(n.failedVolumes()),
                        "disks",
                        "/ui/datanodes?state=failed-volumes"));
    }
}
