package dev.cairnfs.webui.nodes;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.DatanodeInfo;
import dev.cairnfs.shared.model.LivenessState;
import dev.cairnfs.shared.model.StorageInfo;
import dev.cairnfs.webui.ConsoleBackend;
import dev.cairnfs.webui.ConsoleUser;
import dev.cairnfs.webui.shell.Curl;
import dev.cairnfs.webui.shell.Formats;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** All DataNodes by rack and as a table, and the page of one. */
@Controller
public final class DatanodesController {
    private static final int TABLE_ROWS_MAX = 1000;

    private final ConsoleBackend backend;

    public DatanodesController(ConsoleBackend backend) {
        this.backend = backend;
    }

    /** A rack with its nodes in name order. */
    public record Rack(String name, List<NodeRow> nodes) {}

    /** A choice of the state filter with the number of nodes behind it. */
    public record StateChoice(String key, String label, long count) {}

    /** One volume of a node. */
    public record Volume(
            String id, String type, boolean failed, String capacity, String used, String remaining, double usedShare) {}

    @GetMapping("/ui/datanodes")
    String datanodes(
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "") String rack,
            @RequestParam(defaultValue = "") String filter,
            @RequestParam(defaultValue = "name") String sort,
            @RequestParam(defaultValue = "asc") String order,
            @ModelAttribute("user") ConsoleUser user,
            HttpServletRequest request,
            Model model)
            throws HdfsException {
        List<DatanodeInfo> all = backend.datanodes(user);
        Comparator<DatanodeInfo> comparator = comparator(sort);
        boolean descending = order.equals("desc");
        String wanted = filter.strip().toLowerCase(Locale.ROOT);
        List<DatanodeInfo> chosen = all.stream()
                .filter(node -> matches(node, state))
                .filter(node -> rack.isEmpty() || node.rack().equals(rack))
                .filter(node -> (node.id().transferAddress() + '\n' + node.id().uuid())
                        .toLowerCase(Locale.ROOT)
                        .contains(wanted))
                .sorted(descending ? comparator.reversed() : comparator)
                .toList();
        model.addAttribute(
                "rows", chosen.stream().limit(TABLE_ROWS_MAX).map(NodeRow::of).toList());
        model.addAttribute("chosen", chosen.size());
        model.addAttribute("total", all.size());
        model.addAttribute("racks", racks(chosen));
        model.addAttribute("states", states(all));
        model.addAttribute("state", state);
        model.addAttribute("rack", rack);
        model.addAttribute("filter", filter);
        model.addAttribute("sort", sort);
        model.addAttribute("order", descending ? "desc" : "asc");
        model.addAttribute("curl", Curl.api(request, "", "/datanodes", user.name()));
        return "console/datanodes";
    }

    @GetMapping("/ui/datanodes/{uuid}")
    String datanode(
            @PathVariable String uuid,
            @ModelAttribute("user") ConsoleUser user,
            HttpServletRequest request,
            Model model)
            throws HdfsException {
        DatanodeInfo node = backend.datanodes(user).stream()
                .filter(candidate -> candidate.id().uuid().equals(uuid))
                .findFirst()
                .orElseThrow(() -> new HdfsException(
                        ErrorCode.FILE_NOT_FOUND, "No DataNode with the id " + uuid + " is registered."));
        model.addAttribute("node", node);
        model.addAttribute("row", NodeRow.of(node));
        model.addAttribute(
                "volumes",
                node.storages().stream().map(DatanodesController::volume).toList());
        model.addAttribute(
                "nonDfs", node.capacityBytes() > 0 ? Formats.bytes(node.nonDfsUsedBytes()) : Formats.UNKNOWN);
        model.addAttribute("curl", Curl.api(request, "", "/datanodes", user.name()));
        return "console/datanode";
    }

    private static boolean matches(DatanodeInfo node, String state) {
        return switch (state) {
            case "live" -> node.state() != LivenessState.DEAD;
            case "stale" -> node.state() == LivenessState.STALE;
            case "dead" -> node.state() == LivenessState.DEAD;
            case "failed-volumes" -> node.failedVolumes() > 0;
            default -> true;
        };
    }

    private static List<StateChoice> states(List<DatanodeInfo> all) {
        List<StateChoice> choices = new ArrayList<>();
        for (String[] choice : new String[][] {
            {"", "All"}, {"live", "Live"}, {"stale", "Stale"}, {"dead", "Dead"}, {"failed-volumes", "Failed volumes"}
        }) {
            long count = all.stream().filter(node -> matches(node, choice[0])).count();
            choices.add(new StateChoice(choice[0], choice[1], count));
        }
        return choices;
    }

    private static Comparator<DatanodeInfo> comparator(String sort) {
        Comparator<DatanodeInfo> byName = Comparator.comparing(node -> node.id().transferAddress());
        Comparator<DatanodeInfo> first = switch (sort) {
            case "rack" -> Comparator.comparing(DatanodeInfo::rack);
            case "used" -> Comparator.comparingDouble(node -> Formats.share(node.dfsUsedBytes(), node.capacityBytes()));
            case "blocks" -> Comparator.comparingLong(DatanodeInfo::blocks);
            case "heartbeat" ->
                Comparator.comparingLong(
                        node -> node.lastHeartbeatMillis() < 0 ? Long.MAX_VALUE : node.lastHeartbeatMillis());
            case "state" -> Comparator.comparing(DatanodeInfo::state);
            default -> byName;
        };
        return first.thenComparing(byName);
    }

    private static List<Rack> racks(List<DatanodeInfo> nodes) {
        Map<String, List<NodeRow>> byRack = new TreeMap<>();
        nodes.stream()
                .sorted(Comparator.comparing(node -> node.id().transferAddress()))
                .limit(TABLE_ROWS_MAX)
                .forEach(node -> byRack.computeIfAbsent(node.rack(), any -> new ArrayList<>())
                        .add(NodeRow.of(node)));
        return byRack.entrySet().stream()
                .map(entry -> new Rack(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Volume volume(StorageInfo storage) {
        return new Volume(
                storage.storageId(),
                storage.storageType(),
                storage.failed(),
                storage.capacityBytes() > 0 ? Formats.bytes(storage.capacityBytes()) : Formats.UNKNOWN,
                storage.capacityBytes() > 0 ? Formats.bytes(storage.dfsUsedBytes()) : Formats.UNKNOWN,
                storage.capacityBytes() > 0 ? Formats.bytes(storage.remainingBytes()) : Formats.UNKNOWN,
                Formats.share(storage.dfsUsedBytes(), storage.capacityBytes()));
    }
}
