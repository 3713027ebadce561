package dev.cairnfs.webui.nodes;

import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.DatanodeInfo;
import dev.cairnfs.webui.ConsoleBackend;
import dev.cairnfs.webui.ConsoleUser;
import dev.cairnfs.webui.shell.Curl;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.RequestParam;

/** The search of the top bar: a path leads to Files, part of a node's name or id to its page. */
@Controller
public final class SearchController {
    private static final int HITS_MAX = 50;

    private final ConsoleBackend backend;

    public SearchController(ConsoleBackend backend) {
        this.backend = backend;
    }

    @GetMapping("/ui/search")
    String search(@RequestParam(defaultValue = "") String q, @ModelAttribute("user") ConsoleUser user, Model model)
            throws HdfsException {
        String wanted = q.strip();
        if (wanted.startsWith("/")) {
            return "redirect:/ui/files?path=" + Curl.encodePath(wanted);
        }
        String lower = wanted.toLowerCase(Locale.ROOT);
        List<DatanodeInfo> hits = lower.isEmpty()
                ? List.of()
                : backend.datanodes(user).stream()
                        .filter(node -> node.id()
                                        .transferAddress()
                                        .toLowerCase(Locale.ROOT)
                                        .contains(lower)
                                || node.id().uuid().toLowerCase(Locale.ROOT).contains(lower)
                                || node.rack().toLowerCase(Locale.ROOT).contains(lower))
                        .limit(HITS_MAX)
                        .toList();
        if (hits.size() == 1) {
            return "redirect:/ui/datanodes/" + Curl.encode(hits.get(0).id().uuid());
        }
        model.addAttribute("q", wanted);
        model.addAttribute("rows", hits.stream().map(NodeRow::of).toList());
        return "console/search";
    }
}
