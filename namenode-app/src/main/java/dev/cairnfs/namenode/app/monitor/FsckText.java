package dev.cairnfs.namenode.app.monitor;

import dev.cairnfs.namenode.command.FsckReport;
import java.util.Locale;

/** The text of {@code /fsck}, with the labels and the last line that HDFS's tool and its users' scripts look for. */
final class FsckText {
    private FsckText() {}

    /** The first line. */
    static String head(String user, String address, String path, String time) {
        return "FSCK started by " + user + " (auth:SIMPLE) from /" + address + " for path " + path + " at " + time
                + "\n";
    }

    static String body(FsckReport report, int datanodes, int racks, int replication, long queued) {
        StringBuilder out = new StringBuilder(2048);
        for (FsckReport.Problem problem : report.problems()) {
            problem(problem, out);
        }
        if (report.problemsLeftOut() > 0) {
            out.append("\n... and ").append(report.problemsLeftOut()).append(" more blocks that are not listed\n");
        }
        String state = report.healthy() ? "HEALTHY" : "CORRUPT";
        out.append("\nStatus: ").append(state).append('\n');
        line(out, "Number of data-nodes", Integer.toString(datanodes));
        line(out, "Number of racks", Integer.toString(racks));
        line(out, "Total dirs", Long.toString(report.directories()));
        line(out, "Total symlinks", "0");
        out.append("\nReplicated Blocks:\n");
        line(out, "Total size", report.bytes() + " B");
        line(out, "Total files", open(report.files(), report.openFiles()));
        line(out, "Total blocks (validated)", report.blocks() + average(report));
        if (!report.healthy()) {
            out.append("  ********************************\n");
            line(out, "MISSING BLOCKS", Long.toString(report.missing()));
            line(out, "CORRUPT BLOCKS", Long.toString(report.corrupt()));
            out.append("  ********************************\n");
        }
        line(out, "Minimally replicated blocks", share(report.minimallyReplicated(), report.blocks()));
        line(out, "Over-replicated blocks", share(report.overReplicated(), report.blocks()));
        line(out, "Under-replicated blocks", share(report.underReplicated(), report.blocks()));
        line(out, "Default replication factor", Integer.toString(replication));
        line(out, "Average block replication", ratio(report.liveReplicas(), report.blocks()));
        line(out, "Missing blocks", Long.toString(report.missing()));
        line(out, "Corrupt blocks", Long.toString(report.corrupt()));
        line(out, "Missing replicas", share(report.missingReplicas(), report.wantedReplicas()));
        line(out, "Blocks queued for replication", Long.toString(queued));
        return out.toString();
    }

    /** The last lines: scripts look at how the last one ends. */
    static String end(boolean healthy, String path, String time, long millis) {
        return "FSCK ended at " + time + " in " + millis + " milliseconds\n\n\nThe filesystem under path '" + path
                + "' is " + (healthy ? "HEALTHY" : "CORRUPT") + "\n";
    }

    private static void problem(FsckReport.Problem problem, StringBuilder out) {
        out.append('\n').append(problem.path()).append(": ");
        if (problem.liveReplicas() > 0) {
            out.append("Under replicated ").append(problem.block());
            out.append(". Target Replicas is ").append(problem.wantedReplicas());
            out.append(" but found ").append(problem.liveReplicas()).append(" live replica(s).\n");
        } else if (problem.corrupt()) {
            out.append("CORRUPT block ").append(problem.block()).append(" of ");
            out.append(problem.bytes()).append(" B.\n");
        } else {
            out.append("MISSING block ").append(problem.block()).append(" of ");
            out.append(problem.bytes()).append(" B.\n");
        }
    }

    private static void line(StringBuilder out, String label, String value) {
        out.append(' ').append(label).append(":\t").append(value).append('\n');
    }

    private static String open(long files, long openFiles) {
        return files + (openFiles == 0 ? "" : " (Files currently being written: " + openFiles + ")");
    }

    private static String average(FsckReport report) {
        return report.blocks() == 0 ? "" : " (avg. block size " + report.bytes() / report.blocks() + " B)";
    }

    private static String share(long part, long whole) {
        return part + (whole == 0 ? "" : String.format(Locale.ROOT, " (%.4f %%)", 100.0 * part / whole));
    }

    private static String ratio(long part, long whole) {
        return whole == 0 ? "0.0" : String.format(Locale.ROOT, "%.4f", (double) part / whole);
    }
}
