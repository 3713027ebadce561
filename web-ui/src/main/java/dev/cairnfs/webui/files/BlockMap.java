package dev.cairnfs.webui.files;

import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.DatanodeInfo;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.LivenessState;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.webui.shell.Formats;
import dev.cairnfs.webui.shell.Tone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where a file's blocks are: one row a block, one column a rack.
 *
 * @param summary what the placement means for the file, in sentences
 */
public record BlockMap(Tone tone, String summary, List<String> racks, List<Row> rows) {
    /** A block. {@code cells} has one entry for each rack of the map. */
    public record Row(
            String index,
            String name,
            String generationStamp,
            String offset,
            String length,
            String exactLength,
            Tone tone,
            String state,
            List<Cell> cells) {}

    /** The replicas of a block in one rack. */
    public record Cell(String rack, List<Replica> replicas) {}

    /** A replica; {@code mark} is one letter for the state, so that colour does not stand alone. */
    public record Replica(
            String node, String uuid, String mark, String state, Tone tone, String storageType, String storageId) {}

    static BlockMap of(FileStatus file, LocatedBlocks located, List<DatanodeInfo> nodes, long firstIndex) {
        Map<String, LivenessState> liveness = new HashMap<>();
        nodes.forEach(node -> liveness.put(node.id().uuid(), node.state()));
        Set<String> racks = new TreeSet<>();
        located.blocks().forEach(block -> block.locations().forEach(place -> racks.add(place.rack())));
        List<Row> rows = new ArrayList<>();
        Survey survey = new Survey(file.replication());
        long index = firstIndex;
        for (LocatedBlock block : located.blocks()) {
            LocatedBlock last = located.lastBlock();
            boolean open = located.underConstruction()
                    && last != null
                    && last.block().block().blockId() == block.block().block().blockId()
                    && !located.lastBlockComplete();
            rows.add(row(index++, block, open, racks, liveness, survey));
        }
        return new BlockMap(
                survey.tone(), survey.summary(file, located, rows.size()), List.copyOf(racks), List.copyOf(rows));
    }

    private static Row row(
            long index,
            LocatedBlock block,
            boolean open,
            Set<String> racks,
            Map<String, LivenessState> liveness,
            Survey survey) {
        List<Cell> cells = new ArrayList<>();
        int live = 0;
        Set<String> liveRacks = new HashSet<>();
        for (String rack : racks) {
            List<Replica> replicas = new ArrayList<>();
            for (BlockLocation place : block.locations()) {
                if (place.rack().equals(rack)) {
                    Replica replica = replica(place, block.corrupt(), liveness);
                    replicas.add(replica);
                    if (replica.tone() != Tone.BAD) {
                        live++;
                        liveRacks.add(rack);
                    }
                }
            }
            cells.add(new Cell(rack, List.copyOf(replicas)));
        }
        Tone tone = survey.add(live, liveRacks.size(), block.corrupt(), open);
        long length = block.block().block().numBytes();
        return new Row(
                Formats.count(index),
                block.block().block().blockName(),
                Long.toString(block.block().block().generationStamp()),
                Formats.bytes(block.offset()),
                Formats.bytes(length),
                Formats.exactBytes(length),
                tone,
                survey.sentence(live, block.corrupt(), open),
                List.copyOf(cells));
    }

    private static Replica replica(BlockLocation place, boolean corrupt, Map<String, LivenessState> liveness) {
        LivenessState node = liveness.getOrDefault(place.datanode().uuid(), LivenessState.DEAD);
        String state = place.state().isEmpty() ? "UNKNOWN" : place.state();
        Tone tone;
        String words;
        if (node == LivenessState.DEAD) {
            tone = Tone.BAD;
            words = "on a dead DataNode";
        } else if (corrupt || state.equals("CORRUPT")) {
            tone = Tone.BAD;
            words = "corrupt";
        } else {
            tone = node == LivenessState.STALE ? Tone.WARN : state.equals("FINALIZED") ? Tone.GOOD : Tone.INFO;
            words = words(state) + (node == LivenessState.STALE ? ", DataNode is stale" : "");
        }
        String mark = tone == Tone.BAD ? "!" : state.substring(0, 1);
        return new Replica(
                place.datanode().transferAddress(),
                place.datanode().uuid(),
                mark,
                words,
                tone,
                place.storageType(),
                place.storageId());
    }

    private static String words(String state) {
        return switch (state) {
            case "FINALIZED" -> "finalized";
            case "RBW" -> "being written";
            case "RWR" -> "waiting to be recovered";
            case "RUR" -> "under recovery";
            case "TEMPORARY" -> "being copied";
            case "UNKNOWN" -> "state unknown";
            default -> state.toLowerCase(Locale.ROOT);
        };
    }

    /** Collects over all blocks what the summary needs. */
    private static final class Survey {
        private final int wanted;
        private int fewest = Integer.MAX_VALUE;
        private int fewestRacks = Integer.MAX_VALUE;
        private int unreadable;
        private int shortOf;

        Survey(int wanted) {
            this.wanted = wanted;
        }

        Tone add(int live, int racks, boolean corrupt, boolean open) {
            if (live == 0 || corrupt) {
                unreadable++;
                return open ? Tone.INFO : Tone.BAD;
            }
            fewest = Math.min(fewest, live);
            fewestRacks = Math.min(fewestRacks, racks);
            if (open) {
                return Tone.INFO;
            }
            if (live < wanted) {
                shortOf++;
                return Tone.WARN;
            }
            return Tone.GOOD;
        }

        String sentence(int live, boolean corrupt, boolean open) {
            if (open) {
                return "being written to " + Formats.count(live, "DataNode", "DataNodes");
            }
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
            return shortOf > 0 ? Tone.WARN : Tone.GOOD;
        }

        String summary(FileStatus file, LocatedBlocks located, int blocks) {
            if (blocks == 0) {
                return located.underConstruction()
                        ? "The file is being written; it has no block yet."
                        : file.length() == 0
                                ? "The file is empty and has no blocks."
                                : "The NameNode knows no block in this part of the file.";
            }
            String open = located.underConstruction() ? " The file is still being written." : "";
            if (unreadable > 0) {
                return Formats.count(unreadable, "block has", "blocks have")
                        + " no good replica on a live DataNode: reads of that part fail until one comes back." + open;
            }
            int losses = fewest - 1;
            String survives = losses == 0
                    ? "If that DataNode is lost, so is data."
                    : "The file survives the loss of any " + Formats.count(losses, "DataNode", "DataNodes")
                            + (fewestRacks > 1 ? ", and of any one rack." : ".");
            String few = shortOf > 0
                    ? Formats.count(shortOf, "block has", "blocks have") + " fewer than " + wanted
                            + " replicas; the NameNode has them copied when it finds a place. "
                    : blocks == 1
                            ? "The block has its " + Formats.count(wanted, "replica", "replicas") + ". "
                            : "All " + Formats.count(blocks) + " blocks shown have their "
                                    + Formats.count(wanted, "replica", "replicas") + ". ";
            return few + survives + open;
        }
    }
}
