package dev.cairnfs.webui.files;

import dev.cairnfs.shared.model.BlockConstructionState;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.webui.shell.Formats;
import dev.cairnfs.webui.shell.Tone;

/** Collects over the blocks of a map what their placement means for the file. */
final class PlacementSurvey {
    private final int wanted;
    private int fewest = Integer.MAX_VALUE;
    private int fewestRacks = Integer.MAX_VALUE;
    private int unreadable;
    private int shortOf;
    private int finished;
    /** How far the last block is, of a file that is open. */
    private BlockConstructionState last = BlockConstructionState.COMPLETE;

    PlacementSurvey(int wanted) {
        this.wanted = wanted;
    }

    Tone add(int live, int racks, boolean corrupt, BlockConstructionState construction) {
        if (construction != BlockConstructionState.COMPLETE) {
            last = construction;
            return Tone.INFO;
        }
        finished++;
        if (live == 0 || corrupt) {
            unreadable++;
            return Tone.BAD;
        }
        fewest = Math.min(fewest, live);
        fewestRacks = Math.min(fewestRacks, racks);
        if (live < wanted) {
            shortOf++;
            return Tone.WARN;
        }
        return Tone.GOOD;
    }

    /** What is to be said of a finished block. */
    String sentence(int live, boolean corrupt) {
        if (corrupt) {
            return "corrupt: no good replica";
        }
        if (live == 0) {
            return "missing: no live replica";
        }
        return live + " of " + wanted + (live > wanted ? " replicas, the excess is removed" : " replicas");
    }

    Tone tone() {
        if (unreadable > 0) {
            return Tone.BAD;
        }
        if (shortOf > 0) {
            return Tone.WARN;
        }
        return last == BlockConstructionState.COMPLETE ? Tone.GOOD : Tone.INFO;
    }

    String summary(FileStatus file, LocatedBlocks located, int blocks) {
        if (blocks == 0) {
            return located.underConstruction()
                    ? "The file is being written; it has no block yet."
                    : file.length() == 0
                            ? "The file is empty and has no blocks."
                            : "The NameNode knows no block in this part of the file.";
        }
        String open = located.underConstruction() ? " " + openSentence() : "";
        if (finished == 0) {
            return open.strip();
        }
        if (unreadable > 0) {
            return Formats.count(unreadable, "block has", "blocks have")
                    + " no good replica on a live DataNode: reads of that part fail until one comes back." + open;
        }
        return few(open.isEmpty() ? "" : "finished ") + survives(open.isEmpty() ? "The file" : "That part") + open;
    }

    private String few(String kind) {
        if (shortOf > 0) {
            return Formats.count(shortOf, "block has", "blocks have") + " fewer than " + wanted
                    + " replicas; the NameNode has them copied when it finds a place. ";
        }
        String replicas = Formats.count(wanted, "replica", "replicas") + ". ";
        return finished == 1
                ? "The " + kind + "block has its " + replicas
                : "All " + Formats.count(finished) + " " + kind + "blocks shown have their " + replicas;
    }

    private String survives(String what) {
        int losses = fewest - 1;
        return losses == 0
                ? "If that DataNode is lost, so is data."
                : what + " survives the loss of any " + Formats.count(losses, "DataNode", "DataNodes")
                        + (fewestRacks > 1 ? ", and of any one rack." : ".");
    }

    private String openSentence() {
        return switch (last) {
            case UNDER_CONSTRUCTION -> "The last block is being written.";
            case UNDER_RECOVERY -> "The last block is under recovery.";
            case COMMITTED -> "The last block is written, and waits for its replicas to be reported.";
            case COMPLETE -> "The file is still open.";
        };
    }
}
