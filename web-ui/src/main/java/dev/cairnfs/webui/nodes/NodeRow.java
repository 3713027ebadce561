package dev.cairnfs.webui.nodes;

import dev.cairnfs.shared.model.AdminState;
import dev.cairnfs.shared.model.DatanodeInfo;
import dev.cairnfs.shared.model.LivenessState;
import dev.cairnfs.webui.shell.Formats;
import dev.cairnfs.webui.shell.Tone;

/**
 * A DataNode as the grid and the table show it.
 *
 * @param usedShare DFS use as a share of the capacity, 0 to 100
 * @param bucket the share in tenths, for colour; -1 when the node is dead or its capacity is not known
 * @param sentence the state with its consequence
 * @param dated what is said of numbers that are as old as a dead node's last heartbeat; empty for the others
 */
public record NodeRow(
        String uuid,
        String name,
        String rack,
        Tone tone,
        String state,
        String sentence,
        String capacity,
        String used,
        String remaining,
        String usedPercent,
        double usedShare,
        int bucket,
        String blocks,
        String heartbeat,
        String transfers,
        int failedVolumes,
        int volumes,
        String version,
        String dated) {

    static NodeRow of(DatanodeInfo node) {
        double share = Formats.share(node.dfsUsedBytes(), node.capacityBytes());
        boolean dead = node.state() == LivenessState.DEAD;
        return new NodeRow(
                node.id().uuid(),
                node.id().transferAddress(),
                node.rack(),
                tone(node),
                state(node),
                sentence(node),
                node.capacityBytes() > 0 ? Formats.bytes(node.capacityBytes()) : Formats.UNKNOWN,
                node.capacityBytes() > 0 ? Formats.bytes(node.dfsUsedBytes()) : Formats.UNKNOWN,
                node.capacityBytes() > 0 ? Formats.bytes(node.remainingBytes()) : Formats.UNKNOWN,
                Formats.percent(node.dfsUsedBytes(), node.capacityBytes()),
                share,
                dead || node.capacityBytes() <= 0 ? -1 : (int) Math.min(9, share / 10),
                Formats.count(node.blocks()),
                Formats.ago(node.lastHeartbeatMillis()),
                dead ? Formats.UNKNOWN : Formats.count(node.xceivers()),
                node.failedVolumes(),
                node.storages().size(),
                node.softwareVersion().isEmpty() ? Formats.UNKNOWN : node.softwareVersion(),
                dead ? "The numbers are those of its last heartbeat." : "");
    }

    static Tone tone(DatanodeInfo node) {
        return switch (node.state()) {
            case LIVE -> node.failedVolumes() > 0 ? Tone.WARN : Tone.GOOD;
            case STALE -> Tone.WARN;
            case DEAD -> Tone.BAD;
        };
    }

    static String state(DatanodeInfo node) {
        String liveness = switch (node.state()) {
            case LIVE ->
                node.failedVolumes() > 0
                        ? "live, " + Formats.count(node.failedVolumes(), "failed volume", "failed volumes")
                        : "live";
            case STALE -> "stale";
            case DEAD -> "dead";
        };
        return node.adminState() == AdminState.NORMAL ? liveness : liveness + ", " + admin(node.adminState());
    }

    private static String admin(AdminState state) {
        return switch (state) {
            case NORMAL -> "in service";
            case DECOMMISSION_INPROGRESS -> "being decommissioned";
            case DECOMMISSIONED -> "decommissioned";
            case ENTERING_MAINTENANCE -> "entering maintenance";
            case IN_MAINTENANCE -> "in maintenance";
        };
    }

    private static String sentence(DatanodeInfo node) {
        String last = node.lastHeartbeatMillis() < 0
                ? "No heartbeat has come yet."
                : "The last heartbeat came " + Formats.ago(node.lastHeartbeatMillis()) + ".";
        return switch (node.state()) {
            case LIVE ->
                last
                        + (node.failedVolumes() > 0
                                ? " It serves reads and writes with the volumes that are left; the replicas of the failed"
                                        + " ones are copied from other DataNodes."
                                : " It serves reads and writes.");
            case STALE ->
                last + " Readers and writers are sent to other DataNodes first. With the next heartbeat it is"
                        + " live again; if none comes, it is taken for dead.";
            case DEAD ->
                last + " Its replicas no longer count, and the NameNode has their blocks copied from other"
                        + " DataNodes. When it comes back and reports, its replicas count again.";
        };
    }
}
