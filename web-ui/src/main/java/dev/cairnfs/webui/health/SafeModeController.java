package dev.cairnfs.webui.health;

import static dev.cairnfs.webui.shell.Formats.count;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.webui.ConsoleBackend;
import dev.cairnfs.webui.ConsoleUser;
import dev.cairnfs.webui.SafeModeView;
import dev.cairnfs.webui.shell.Curl;
import dev.cairnfs.webui.shell.Formats;
import dev.cairnfs.webui.shell.Reply;
import dev.cairnfs.webui.shell.Tone;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Why safe mode is on, how far it is, and the two actions. */
@Controller
public final class SafeModeController {
    private final ConsoleBackend backend;

    public SafeModeController(ConsoleBackend backend) {
        this.backend = backend;
    }

    /**
     * The state in sentences.
     *
     * @param countdown seconds until it ends by itself, as text; empty while no countdown runs
     * @param risk what leaving now would risk; empty when nothing
     */
    public record SafeModeText(
            Tone tone, String headline, String cause, String consequence, String next, String countdown, String risk) {}

    /** How far one of the thresholds is reached. */
    public record Progress(
            String label, String id, String text, long reached, long needed, boolean done, String href) {}

    @GetMapping("/ui/safe-mode")
    String safeMode(@ModelAttribute("user") ConsoleUser user, HttpServletRequest request, Model model)
            throws HdfsException {
        SafeModeView view = backend.safeMode(user);
        model.addAttribute("view", view);
        model.addAttribute("text", text(view));
        model.addAttribute("blocks", blocks(view));
        model.addAttribute("datanodes", datanodes(view));
        model.addAttribute("curl", Curl.api(request, "", "/safe-mode", user.name()));
        return "console/safe-mode";
    }

    @GetMapping("/ui/safe-mode/change")
    String ask(
            @RequestParam String action,
            @ModelAttribute("user") ConsoleUser user,
            HttpServletRequest request,
            Model model)
            throws HdfsException {
        boolean enter = isEnter(action);
        SafeModeView view = backend.safeMode(user);
        String risk = enter ? "" : text(view).risk();
        model.addAttribute("enter", enter);
        model.addAttribute("risk", risk);
        model.addAttribute("action", action);
        model.addAttribute(
                "curl", Curl.api(request, "-X POST", "/safe-mode?action=" + restAction(enter, risk), user.name()));
        return "console/safe-mode-change";
    }

    @PostMapping("/ui/safe-mode/change")
    void change(
            @RequestParam String action,
            @RequestParam(defaultValue = "") String confirm,
            @ModelAttribute("user") ConsoleUser user,
            HttpServletRequest request,
            HttpServletResponse response)
            throws HdfsException {
        boolean enter = isEnter(action);
        boolean risky = !enter && !text(backend.safeMode(user)).risk().isEmpty();
        if (risky && !confirm.equals("leave")) {
            throw new HdfsException(
                    ErrorCode.ILLEGAL_ARGUMENT, "Blocks are still missing: type leave to leave safe mode anyway.");
        }
        backend.setSafeMode(user, enter, risky);
        Reply.done(
                response,
                request.getContextPath() + "/ui/safe-mode",
                enter ? "Safe mode is on. It stays on until somebody leaves it." : "Safe mode is off.");
    }

    private static boolean isEnter(String action) throws HdfsException {
        return switch (action) {
            case "enter" -> true;
            case "leave" -> false;
            default ->
                throw new HdfsException(
                        ErrorCode.ILLEGAL_ARGUMENT, "The action must be enter or leave, not " + action + ".");
        };
    }

    private static String restAction(boolean enter, String risk) {
        if (enter) {
            return "enter";
        }
        return risk.isEmpty() ? "leave" : "forceExit";
    }

    static SafeModeText text(SafeModeView view) {
        if (!view.on()) {
            return new SafeModeText(
                    Tone.GOOD,
                    "Safe mode is off",
                    "Enough blocks and DataNodes have reported.",
                    "The namespace can be read and changed; the NameNode copies and deletes replicas as needed.",
                    "After a restart of the NameNode safe mode comes on by itself until the blocks are reported again.",
                    "",
                    "");
        }
        long missing = Math.max(0, view.blocksNeeded() - view.blocksReported());
        String risk = missing == 0
                ? ""
                : count(missing, "block that is needed has", "blocks that are needed have")
                        + " no replica yet. Files with such blocks cannot be read, and the NameNode would begin to copy"
                        + " blocks of DataNodes that may only be late.";
        String cause = view.reason().isBlank() ? "The NameNode gave no reason." : view.reason();
        String countdown = view.extensionRemainingMillis().isPresent() && !view.manual()
                ? Formats.duration(view.extensionRemainingMillis().getAsLong() + 999)
                : "";
        return new SafeModeText(
                Tone.WARN,
                headline(view, countdown),
                cause,
                "The namespace can be read but not changed, and no replica is copied or deleted.",
                next(view, countdown),
                countdown,
                risk);
    }

    private static String headline(SafeModeView view, String countdown) {
        if (view.manual()) {
            return "Safe mode is on: entered by hand";
        }
        return countdown.isEmpty() ? "Safe mode is on: waiting for reports" : "Safe mode is on, and about to end";
    }

    private static String next(SafeModeView view, String countdown) {
        if (view.manual()) {
            return "It stays on until somebody leaves it.";
        }
        return countdown.isEmpty()
                ? "It ends by itself a short while after both thresholds are reached."
                : "Both thresholds are reached; it ends by itself in " + countdown + ".";
    }

    private static Progress blocks(SafeModeView view) {
        boolean done = view.blocksReported() >= view.blocksNeeded();
        return new Progress(
                "Blocks with their minimum of replicas",
                "blocks-progress",
                count(view.blocksReported()) + " of " + count(view.blocksNeeded()) + " needed, "
                        + count(view.blocksTotal()) + " in all",
                Math.min(view.blocksReported(), view.blocksNeeded()),
                view.blocksNeeded(),
                done,
                "/ui/datanodes");
    }

    private static Progress datanodes(SafeModeView view) {
        return new Progress(
                "Live DataNodes",
                "datanodes-progress",
                count(view.datanodesLive()) + " live, " + count(view.datanodesNeeded()) + " needed",
                Math.min(view.datanodesLive(), view.datanodesNeeded()),
                view.datanodesNeeded(),
                view.datanodesLive() >= view.datanodesNeeded(),
                "/ui/datanodes?state=live");
    }
}
