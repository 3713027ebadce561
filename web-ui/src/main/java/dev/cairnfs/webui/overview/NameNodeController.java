package dev.cairnfs.webui.overview;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.webui.ConsoleBackend;
import dev.cairnfs.webui.ConsoleUser;
import dev.cairnfs.webui.NameNodeView;
import dev.cairnfs.webui.shell.Curl;
import dev.cairnfs.webui.shell.Formats;
import dev.cairnfs.webui.shell.Reply;
import dev.cairnfs.webui.shell.ShellFactory;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;

/** The NameNode's process, journal and checkpoint. */
@Controller
public final class NameNodeController {
    private final ConsoleBackend backend;
    private final ShellFactory shells;

    public NameNodeController(ConsoleBackend backend, ShellFactory shells) {
        this.backend = backend;
        this.shells = shells;
    }

    /** The checkpoint in words. */
    public record CheckpointText(String sentence, String txid, String at, String age, String behind) {}

    @GetMapping("/ui/namenode")
    String nameNode(@ModelAttribute("user") ConsoleUser user, HttpServletRequest request, Model model)
            throws HdfsException {
        NameNodeView view = backend.nameNode(user);
        model.addAttribute("view", view);
        model.addAttribute("checkpoint", checkpoint(view));
        model.addAttribute("startedAt", Formats.instant(view.startedAtMillis()));
        model.addAttribute("uptime", Formats.duration(shells.nowMillis() - view.startedAtMillis()));
        model.addAttribute("lastTxid", Formats.count(view.lastTxid()));
        model.addAttribute("heap", heap(view));
        model.addAttribute("curl", Curl.api(request, "", "/journal", user.name()));
        return "console/namenode";
    }

    @GetMapping("/ui/namenode/checkpoint")
    String askCheckpoint(@ModelAttribute("user") ConsoleUser user, HttpServletRequest request, Model model) {
        model.addAttribute("curl", Curl.api(request, "-X POST", "/checkpoint", user.name()));
        return "console/checkpoint";
    }

    @PostMapping("/ui/namenode/checkpoint")
    void checkpoint(@ModelAttribute("user") ConsoleUser user, HttpServletRequest request, HttpServletResponse response)
            throws HdfsException {
        long txid = backend.checkpoint(user);
        Reply.done(
                response,
                request.getContextPath() + "/ui/namenode",
                "The checkpoint is written; it reaches transaction " + Formats.count(txid) + ".");
    }

    private CheckpointText checkpoint(NameNodeView view) {
        if (view.checkpointTxid().isEmpty()) {
            return new CheckpointText(
                    "No checkpoint exists: a restart replays the whole journal.",
                    "none",
                    Formats.UNKNOWN,
                    Formats.UNKNOWN,
                    Formats.count(view.lastTxid()));
        }
        long txid = view.checkpointTxid().getAsLong();
        long behind = Math.max(0, view.lastTxid() - txid);
        String sentence = behind == 0
                ? "The newest checkpoint holds everything: a restart replays nothing."
                : "A restart loads the checkpoint and replays " + Formats.count(behind, "transaction", "transactions")
                        + " from the journal.";
        long at = view.checkpointAtMillis().orElse(-1);
        String age = at > 0 ? Formats.ago(Math.max(0, shells.nowMillis() - at)) : Formats.UNKNOWN;
        return new CheckpointText(sentence, Formats.count(txid), Formats.instant(at), age, Formats.count(behind));
    }

    private static String heap(NameNodeView view) {
        if (view.heapUsedBytes().isEmpty()) {
            return Formats.UNKNOWN;
        }
        String used = Formats.bytes(view.heapUsedBytes().getAsLong());
        return view.heapMaxBytes().isPresent()
                ? used + " of " + Formats.bytes(view.heapMaxBytes().getAsLong())
                : used;
    }
}
