package dev.cairnfs.webui.health;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.BlockConstructionState;
import dev.cairnfs.shared.model.LeaseInfo;
import dev.cairnfs.shared.model.OpenBlock;
import dev.cairnfs.shared.path.HdfsPath;
import dev.cairnfs.webui.ConsoleBackend;
import dev.cairnfs.webui.ConsoleUser;
import dev.cairnfs.webui.LeasesView;
import dev.cairnfs.webui.shell.Curl;
import dev.cairnfs.webui.shell.LeaseText;
import dev.cairnfs.webui.shell.Reply;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Takes a file from its writer: asks first, with the consequence; a writer that seems to live costs a typed word. */
@Controller
public final class RecoverLeaseController {
    private static final String WORD = "recover";

    private final ConsoleBackend backend;

    public RecoverLeaseController(ConsoleBackend backend) {
        this.backend = backend;
    }

    @GetMapping("/ui/leases/recover")
    String ask(
            @RequestParam String path,
            @RequestParam(defaultValue = "leases") String back,
            @ModelAttribute("user") ConsoleUser user,
            HttpServletRequest request,
            Model model)
            throws HdfsException {
        HdfsPath file = HdfsPath.parse(path);
        LeaseInfo lease = backend.lease(user, file)
                .orElseThrow(() -> new HdfsException(ErrorCode.FILE_NOT_FOUND, file + " is closed already."));
        LeasesView.Limits limits = backend.leaseLimits();
        model.addAttribute("path", file.toString());
        model.addAttribute("back", back);
        model.addAttribute("text", LeaseText.of(lease, limits, false));
        model.addAttribute("consequence", consequence(lease));
        model.addAttribute("word", isAlive(lease, limits) ? WORD : "");
        model.addAttribute("curl", Curl.recoverLease(request, file.toString(), user.name()));
        model.addAttribute("cancel", location(request, file, back));
        return "console/recover-lease";
    }

    @PostMapping("/ui/leases/recover")
    void recover(
            @RequestParam String path,
            @RequestParam(defaultValue = "leases") String back,
            @RequestParam(defaultValue = "") String confirm,
            @ModelAttribute("user") ConsoleUser user,
            HttpServletRequest request,
            HttpServletResponse response)
            throws HdfsException {
        HdfsPath file = HdfsPath.parse(path);
        Optional<LeaseInfo> lease = backend.lease(user, file);
        // Asked again here: a writer may have come back between question and answer.
        if (lease.isPresent() && isAlive(lease.get(), backend.leaseLimits()) && !confirm.equals(WORD)) {
            throw new HdfsException(
                    ErrorCode.ILLEGAL_ARGUMENT, "The writer renews its lease: type recover to shut it out.");
        }
        boolean closed = backend.recoverLease(user, file);
        Reply.done(
                response,
                location(request, file, back),
                closed
                        ? file + " is closed."
                        : "The recovery of the last block of " + file + " is under way; the file closes behind it.");
    }

    private static boolean isAlive(LeaseInfo lease, LeasesView.Limits limits) {
        return LeaseText.group(lease, limits) == LeaseText.Group.IN_TIME;
    }

    private static String consequence(LeaseInfo lease) {
        OpenBlock last = lease.lastBlock();
        if (LeaseText.isTakenOver(lease)) {
            return "No client has the file any more. If no DataNode works at the recovery now, a new attempt begins.";
        }
        String writer = "The writer is shut out: its next call fails. ";
        if (last == null || last.state() == BlockConstructionState.COMPLETE) {
            return writer + "The file is closed at once, with the length that it has.";
        }
        if (last.state() == BlockConstructionState.COMMITTED) {
            return writer
                    + "The file is closed if a replica of its last block has been reported; otherwise this is refused,"
                    + " and can be tried again.";
        }
        return writer
                + "A DataNode brings the replicas of the last block to one length, and the file closes behind that."
                + " Whatever the writer was told is flushed stays; what it has not flushed may be lost.";
    }

    private static String location(HttpServletRequest request, HdfsPath file, String back) {
        return request.getContextPath()
                + (back.equals("file") ? "/ui/files?path=" + Curl.encodePath(file.toString()) : "/ui/leases");
    }
}
