package dev.cairnfs.webui.health;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.webui.ConsoleBackend;
import dev.cairnfs.webui.ConsoleUser;
import dev.cairnfs.webui.OverviewView;
import dev.cairnfs.webui.ReplicaIssueKind;
import dev.cairnfs.webui.ReplicaIssuesView;
import dev.cairnfs.webui.shell.Curl;
import dev.cairnfs.webui.shell.Formats;
import dev.cairnfs.webui.shell.Tone;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** Blocks that lack replicas or have corrupt ones: how many, which files, what happens next. */
@Controller
public final class ReplicasController {
    private static final int PAGE_ROWS = 100;

    private final ConsoleBackend backend;

    public ReplicasController(ConsoleBackend backend) {
        this.backend = backend;
    }

    /** A list with its length. */
    public record Tab(String key, String label, String count) {}

    /** A number that has no list. */
    public record Fact(String label, String value, String note) {}

    /** One block. */
    public record Row(String path, String block, String replicas, String corrupt, Tone tone, String state) {}

    @GetMapping("/ui/replicas")
    String replicas(
            @RequestParam(defaultValue = "missing") String kind,
            @RequestParam(defaultValue = "0") int from,
            @ModelAttribute("user") ConsoleUser user,
            HttpServletRequest request,
            Model model)
            throws HdfsException {
        ReplicaIssueKind chosen = kind(kind);
        OverviewView.Blocks blocks = backend.overview(user).blocks();
        model.addAttribute(
                "tabs",
                List.of(
                        tab(ReplicaIssueKind.MISSING, "Missing", blocks.missing()),
                        tab(ReplicaIssueKind.CORRUPT, "Corrupt", blocks.corrupt()),
                        tab(ReplicaIssueKind.UNDER_REPLICATED, "Under-replicated", blocks.underReplicated()),
                        tab(ReplicaIssueKind.BADLY_DISTRIBUTED, "Too few racks", blocks.badlyDistributed())));
        model.addAttribute(
                "facts",
                List.of(
                        new Fact("Blocks", Formats.count(blocks.total()), "of all files"),
                        new Fact("Being copied", Formats.count(blocks.pendingReconstruction()), "copies under way"),
                        new Fact("Excess", Formats.count(blocks.excess()), "replicas more than asked for"),
                        new Fact("Being deleted", Formats.count(blocks.pendingDeletion()), "replicas, at DataNodes")));
        model.addAttribute("kind", chosen.key());
        model.addAttribute("meaning", meaning(chosen));
        model.addAttribute("from", Math.max(0, from));
        boolean allowed = backend.isSuperuser(user);
        ReplicaIssuesView view = allowed
                ? backend.replicaIssues(user, chosen, Math.max(0, from), PAGE_ROWS)
                : new ReplicaIssuesView(List.of(), -1);
        model.addAttribute("allowed", allowed);
        model.addAttribute("next", view.next());
        model.addAttribute(
                "rows", view.issues().stream().map(ReplicasController::row).toList());
        model.addAttribute(
                "curl", Curl.api(request, "", "/block-issues?kind=" + chosen.key() + "&limit=100", user.name()));
        return "console/replicas";
    }

    private static ReplicaIssueKind kind(String key) throws HdfsException {
        for (ReplicaIssueKind kind : ReplicaIssueKind.values()) {
            if (kind.key().equals(key)) {
                return kind;
            }
        }
        throw new HdfsException(ErrorCode.ILLEGAL_ARGUMENT, "There is no list of blocks named " + key + ".");
    }

    private static Tab tab(ReplicaIssueKind kind, String label, long count) {
        return new Tab(kind.key(), label, Formats.count(count));
    }

    private static String meaning(ReplicaIssueKind kind) {
        return switch (kind) {
            case MISSING ->
                "No live DataNode has a good replica: reads of these files fail. A block comes back by itself as soon"
                        + " as a DataNode with a replica does; bring dead DataNodes and their disks back first.";
            case CORRUPT ->
                "At least one replica failed its checksum. It is never served, and is deleted once as many good"
                        + " replicas as asked for are there.";
            case UNDER_REPLICATED ->
                "Readable, but with fewer replicas than asked for. The NameNode has them copied by itself, those with"
                        + " the fewest replicas first; if there are fewer live DataNodes than replicas asked for, they"
                        + " stay.";
            case BADLY_DISTRIBUTED ->
                "All replicas that were asked for are there, but on too few racks: if such a rack fails, its blocks"
                        + " cannot be read until it is back. The NameNode copies a replica to another rack by itself,"
                        + " after all blocks that have too few.";
        };
    }

    private static Row row(ReplicaIssuesView.Issue issue) {
        Tone tone = issue.live() == 0 ? Tone.BAD : Tone.WARN;
        String state;
        if (issue.live() == 0) {
            state = issue.corrupt() > 0
                    ? "Every known replica is corrupt: reads fail until a good one turns up."
                    : "No replica is known: reads fail until its DataNode comes back.";
        } else if (issue.pending() > 0) {
            state = Formats.count(issue.pending(), "copy is", "copies are") + " under way.";
        } else if (issue.live() >= issue.wanted() && issue.corrupt() == 0) {
            tone = Tone.INFO;
            state = "Readable; waits for a replica on another rack.";
        } else {
            state = "Readable; waits to be copied.";
        }
        return new Row(
                issue.path(),
                "blk_" + issue.blockId(),
                issue.live() + " of " + issue.wanted(),
                Integer.toString(issue.corrupt()),
                tone,
                state);
    }
}
