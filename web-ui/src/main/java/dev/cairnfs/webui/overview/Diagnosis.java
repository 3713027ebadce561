package dev.cairnfs.webui.overview;

import static dev.cairnfs.webui.shell.Formats.count;

import dev.cairnfs.webui.OverviewView;
import dev.cairnfs.webui.SafeModeView;
import dev.cairnfs.webui.shell.Tone;
import java.util.ArrayList;
import java.util.List;

/**
 * The verdict on the cluster and its problems, those that threaten data first.
 *
 * @param problems ranked by the risk of losing data
 */
public record Diagnosis(Tone tone, String verdict, List<Problem> problems) {
    private static final String DEAD_NODES = "/ui/datanodes?state=dead";

    /** Judges what the overview shows. */
    public static Diagnosis of(OverviewView view) {
        List<Problem> problems = new ArrayList<>();
        addBlockProblems(view, problems);
        addStalled(view, problems);
        addDatanodeProblems(view, problems);
        addDistribution(view, problems);
        addSafeMode(view.safeMode(), problems);
        Tone worst = Tone.GOOD;
        for (Problem problem : problems) {
            if (problem.tone() == Tone.BAD || worst == Tone.GOOD) {
                worst = problem.tone();
            } else if (problem.tone() == Tone.WARN && worst == Tone.INFO) {
                worst = Tone.WARN;
            }
        }
        return new Diagnosis(worst, verdict(view, worst, problems), List.copyOf(problems));
    }

    private static String verdict(OverviewView view, Tone worst, List<Problem> problems) {
        OverviewView.Blocks blocks = view.blocks();
        OverviewView.Datanodes nodes = view.datanodes();
        if (nodes.live() == 0) {
            return "No DataNode is alive: nothing can be read or written.";
        }
        if (blocks.missing() > 0) {
            // A block whose every replica is corrupt counts as missing.
            return count(blocks.missing(), "block has", "blocks have")
                    + " no good replica that a live DataNode could serve: data may be lost.";
        }
        if (view.safeMode().on()) {
            return "The cluster can be read, but not changed: safe mode is on.";
        }
        if (blocks.underReplicated() > 0) {
            return "No data is missing, but " + count(blocks.underReplicated(), "block has", "blocks have")
                    + " fewer replicas than asked for.";
        }
        if (blocks.badlyDistributed() > 0) {
            return "Every block has its replicas, but "
                    + count(blocks.badlyDistributed(), "block has them", "blocks have them") + " on too few racks.";
        }
        if (worst != Tone.GOOD) {
            return "All data is safe. " + count(problems.size(), "thing needs", "things need") + " attention.";
        }
        if (blocks.total() == 0) {
            return "Healthy and empty: " + count(nodes.live(), "DataNode answers", "DataNodes answer")
                    + ", and no file has been stored yet.";
        }
        return "Healthy: every block has its replicas, and "
                + (nodes.live() == 1 ? "the one DataNode answers." : "all " + nodes.live() + " DataNodes answer.");
    }

    private static void addBlockProblems(OverviewView view, List<Problem> problems) {
        OverviewView.Blocks blocks = view.blocks();
        if (blocks.missing() > 0) {
            String once = blocks.missingWithReplicationOne() > 0
                    ? " " + count(blocks.missingWithReplicationOne(), "of them was", "of them were")
                            + " stored only once."
                    : "";
            problems.add(new Problem(
                    Tone.BAD,
                    count(blocks.missing(), "block is missing", "blocks are missing"),
                    "No live DataNode has a replica, so reads of these files fail." + once,
                    "As soon as a DataNode with a replica comes back, the block is readable again.",
                    "Bring the dead DataNodes or their disks back before anything else.",
                    "/ui/replicas?kind=missing",
                    "Missing blocks"));
        }
        if (blocks.corrupt() > 0) {
            problems.add(new Problem(
                    Tone.WARN,
                    count(blocks.corrupt(), "block has", "blocks have") + " a corrupt replica",
                    "The replica failed its checksum and is not served; a block without any good one is missing.",
                    "The replica is kept in quarantine until as many good ones as asked for are there.",
                    "Look at the disk of its DataNode; nothing else if the number goes down by itself.",
                    "/ui/replicas?kind=corrupt",
                    "Blocks with corrupt replicas"));
        }
        if (blocks.underReplicated() > 0) {
            problems.add(new Problem(
                    Tone.WARN,
                    count(blocks.underReplicated(), "block has", "blocks have") + " too few replicas",
                    "The data can be read, but survives fewer further failures than asked for.",
                    view.safeMode().on()
                            ? "Nothing is copied while safe mode is on."
                            : "The NameNode has them copied by itself, those with the fewest replicas first; "
                                    + count(blocks.pendingReconstruction(), "copy is", "copies are") + " under way.",
                    "If it does not go down, there are fewer live DataNodes than replicas asked for.",
                    "/ui/replicas?kind=under-replicated",
                    "Under-replicated blocks"));
        }
    }

    private static void addStalled(OverviewView view, List<Problem> problems) {
        OverviewView.Stalled stalled = view.stalled();
        if (stalled.files() > 0) {
            String longest = stalled.path().isEmpty() ? "" : " Longest: " + stalled.path() + ".";
            problems.add(new Problem(
                    Tone.WARN,
                    count(stalled.files(), "file waits for its recovery", "files wait for their recovery"),
                    "Their last blocks cannot be brought to one length, so that nobody can write to these files."
                            + longest,
                    view.safeMode().on()
                            ? "Nothing is recovered while safe mode is on."
                            : "The NameNode goes on: it asks another DataNode, and the first that comes back with a replica."
                                    + " No byte that was acknowledged is given up.",
                    "Start the DataNodes that the list names, and look into the logs of those that were asked.",
                    "/ui/leases?state=stalled",
                    "Files that wait"));
        }
    }

    private static void addDatanodeProblems(OverviewView view, List<Problem> problems) {
        OverviewView.Datanodes nodes = view.datanodes();
        if (nodes.live() == 0 && nodes.dead() == 0) {
            problems.add(new Problem(
                    Tone.WARN,
                    "No DataNode has registered",
                    "The namespace can be listed, but no data can be stored or read.",
                    "A DataNode registers by itself within seconds of its start.",
                    "Start the DataNodes, and look into their logs if they do not come.",
                    "/ui/datanodes",
                    "DataNodes"));
        }
        if (nodes.dead() > 0) {
            problems.add(new Problem(
                    view.blocks().missing() > 0 ? Tone.BAD : Tone.WARN,
                    count(nodes.dead(), "DataNode is dead", "DataNodes are dead"),
                    "The NameNode has heard nothing for longer than the time-out and counts the replicas there as gone.",
                    "Blocks with too few replicas are copied from the others; when the DataNode returns, its replicas"
                            + " count again.",
                    "Start the process or repair the machine.",
                    DEAD_NODES,
                    "Dead DataNodes"));
        }
        if (nodes.failedVolumes() > 0) {
            problems.add(new Problem(
                    Tone.WARN,
                    count(nodes.failedVolumes(), "volume has failed", "volumes have failed"),
                    "Replicas on these disks are gone; the DataNodes go on with their other disks.",
                    "Missing replicas are copied from the other DataNodes.",
                    "Replace the disk and restart the DataNode.",
                    "/ui/datanodes?state=failed-volumes",
                    "DataNodes with failed volumes"));
        }
        if (nodes.stale() > 0) {
            problems.add(new Problem(
                    Tone.INFO,
                    count(nodes.stale(), "DataNode is stale", "DataNodes are stale"),
                    "Its last heartbeat is late, so readers and writers are sent elsewhere first.",
                    "It counts as live again with its next heartbeat, or as dead after the time-out.",
                    "Look at the load of the machine and the network.",
                    "/ui/datanodes?state=stale",
                    "Stale DataNodes"));
        }
    }

    private static void addDistribution(OverviewView view, List<Problem> problems) {
        OverviewView.Blocks blocks = view.blocks();
        if (blocks.badlyDistributed() > 0) {
            problems.add(new Problem(
                    Tone.INFO,
                    count(blocks.badlyDistributed(), "block is", "blocks are") + " on too few racks",
                    "Every replica that was asked for is there; but if that rack fails, the data cannot be read until it is"
                            + " back.",
                    view.safeMode().on()
                            ? "Nothing is copied while safe mode is on."
                            : "The NameNode copies a replica to another rack by itself, after all blocks that have too few"
                                    + " replicas.",
                    "Nothing, if the number goes down; it does so slowly after a new rack has joined.",
                    "/ui/replicas?kind=badly-distributed",
                    "Blocks on too few racks"));
        }
    }

    private static void addSafeMode(SafeModeView safeMode, List<Problem> problems) {
        if (safeMode.on()) {
            problems.add(new Problem(
                    Tone.WARN,
                    "Safe mode is on",
                    "The namespace can be read, but not changed; no replica is copied or deleted.",
                    safeMode.manual()
                            ? "It was entered by hand and does not end by itself."
                            : "It ends by itself once enough blocks and DataNodes have reported.",
                    safeMode.manual() ? "Leave it when the work is done." : "See what is still missing.",
                    "/ui/safe-mode",
                    "Safe mode"));
        }
    }
}
