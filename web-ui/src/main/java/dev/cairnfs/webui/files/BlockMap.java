package dev.cairnfs.webui.files;

import dev.cairnfs.shared.model.BlockConstructionState;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.DatanodeInfo;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.model.LivenessState;
import dev.cairnfs.shared.model.LocatedBlock;
import dev.cairnfs.shared.model.LocatedBlocks;
import dev.cairnfs.shared.model.OpenBlock;
import dev.cairnfs.webui.shell.Formats;
import dev.cairnfs.webui.shell.Tone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a file's blocks are: one row a block, one column a rack.
 *
 * @param summary what the placement means for the file, in sentences
 * @param legend one replica for each mark of the map
 */
public record BlockMap(Tone tone, String summary, List<String> racks, List<Row> rows, List<Replica> legend) {
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

    /**
     * A replica.
     *
     * @param mark one letter for the state, so that colour does not stand alone
     * @param state in words
     * @param note the state in one word; empty for a finalized replica, which is the rule
     * @param counts it is a good one on a DataNode that lives, and stays
     */
    public record Replica(
            String node,
            String uuid,
            String mark,
            String state,
            String note,
            Tone tone,
            boolean counts,
            String storageType,
            String storageId) {}

    /**
     * Lays the map out.
     *
     * @param open the last block of a file that is open; null for other files, and where it is not known
     */
    static BlockMap of(
            FileStatus file,
            LocatedBlocks located,
            List<DatanodeInfo> nodes,
            long firstIndex,
            @Nullable OpenBlock open) {
        Map<String, LivenessState> liveness = new HashMap<>();
        nodes.forEach(node -> liveness.put(node.id().uuid(), node.state()));
        Set<String> racks = new TreeSet<>();
        located.blocks().forEach(block -> block.locations().forEach(place -> racks.add(place.rack())));
        List<Row> rows = new ArrayList<>();
        PlacementSurvey survey = new PlacementSurvey(file.replication());
        long index = firstIndex;
        for (LocatedBlock block : located.blocks()) {
            rows.add(row(index++, block, construction(located, block, open), racks, liveness, survey));
        }
        return new BlockMap(
                survey.tone(),
                survey.summary(file, located, rows.size()),
                List.copyOf(racks),
                List.copyOf(rows),
                legend(rows));
    }

    /** How far a block is whose file is open. */
    private static BlockConstructionState construction(
            LocatedBlocks located, LocatedBlock block, @Nullable OpenBlock open) {
        LocatedBlock last = located.lastBlock();
        boolean unfinished = located.underConstruction()
                && last != null
                && last.block().block().blockId() == block.block().block().blockId()
                && !located.lastBlockComplete();
        if (!unfinished) {
            return BlockConstructionState.COMPLETE;
        }
        boolean known =
                open != null && open.block().blockId() == block.block().block().blockId();
        return known ? Objects.requireNonNull(open).state() : BlockConstructionState.UNDER_CONSTRUCTION;
    }

    private static List<Replica> legend(List<Row> rows) {
        Map<String, Replica> byMark = new TreeMap<>();
        for (Row row : rows) {
            for (Cell cell : row.cells()) {
                cell.replicas().forEach(replica -> byMark.putIfAbsent(replica.mark() + replica.state(), replica));
            }
        }
        return List.copyOf(byMark.values());
    }

    private static Row row(
            long index,
            LocatedBlock block,
            BlockConstructionState construction,
            Set<String> racks,
            Map<String, LivenessState> liveness,
            PlacementSurvey survey) {
        List<Cell> cells = new ArrayList<>();
        int live = 0;
        Set<String> liveRacks = new HashSet<>();
        for (String rack : racks) {
            List<Replica> replicas = new ArrayList<>();
            for (BlockLocation place : block.locations()) {
                if (place.rack().equals(rack)) {
                    Replica replica = replica(place, block.corrupt(), liveness);
                    replicas.add(replica);
                    if (replica.counts()) {
                        live++;
                        liveRacks.add(rack);
                    }
                }
            }
            cells.add(new Cell(rack, List.copyOf(replicas)));
        }
        boolean open = construction != BlockConstructionState.COMPLETE;
        Tone tone = survey.add(live, liveRacks.size(), block.corrupt(), construction);
        long length = block.block().block().numBytes();
        return new Row(
                Formats.count(index),
                block.block().block().blockName(),
                Long.toString(block.block().block().generationStamp()),
                Formats.bytes(block.offset()),
                length(construction, length),
                Formats.exactBytes(length),
                tone,
                open ? unfinished(construction, live) : survey.sentence(live, block.corrupt()),
                List.copyOf(cells));
    }

    /** Of a block that is being written the NameNode knows only what a writer has told it. */
    private static String length(BlockConstructionState construction, long length) {
        return switch (construction) {
            case UNDER_CONSTRUCTION, UNDER_RECOVERY -> length == 0 ? "not final" : "at least " + Formats.bytes(length);
            case COMMITTED, COMPLETE -> Formats.bytes(length);
        };
    }

    private static String unfinished(BlockConstructionState construction, int live) {
        return switch (construction) {
            case UNDER_CONSTRUCTION -> "being written to " + Formats.count(live, "DataNode", "DataNodes");
            case UNDER_RECOVERY ->
                live == 0 ? "under recovery, no replica is there" : "under recovery, from " + live + " of its replicas";
            case COMMITTED -> "length final, waits for replicas to be reported";
            case COMPLETE -> "complete";
        };
    }

    private static Replica replica(BlockLocation place, boolean corrupt, Map<String, LivenessState> liveness) {
        LivenessState node = liveness.getOrDefault(place.datanode().uuid(), LivenessState.DEAD);
        String state = place.state().isEmpty() ? "UNKNOWN" : place.state();
        Tone tone;
        String words;
        String note;
        if (node == LivenessState.DEAD) {
            tone = Tone.BAD;
            words = "on a dead DataNode";
            note = "dead";
        } else if (corrupt || state.equals("CORRUPT")) {
            tone = Tone.BAD;
            words = "corrupt";
            note = words;
        } else {
            boolean stale = node == LivenessState.STALE;
            boolean finalized = state.equals("FINALIZED");
            tone = stale ? Tone.WARN : finalized ? Tone.GOOD : Tone.INFO;
            words = words(state) + (stale ? ", DataNode is stale" : "");
            note = finalized ? (stale ? "stale" : "") : note(state);
        }
        return new Replica(
                place.datanode().transferAddress(),
                place.datanode().uuid(),
                tone == Tone.BAD ? "!" : mark(state),
                words,
                note,
                tone,
                tone != Tone.BAD && !state.equals("EXCESS"),
                place.storageType(),
                place.storageId());
    }

    private static String words(String state) {
        return switch (state) {
            case "FINALIZED" -> "finalized";
            case "RBW" -> "being written (RBW)";
            case "RWR" -> "waits to be recovered (RWR)";
            case "RUR" -> "under recovery (RUR)";
            case "EXPECTED" -> "expected, not reported yet";
            case "EXCESS" -> "in excess, is deleted";
            case "TEMPORARY" -> "being copied";
            case "UNKNOWN" -> "state unknown";
            default -> state.toLowerCase(Locale.ROOT);
        };
    }

    private static String note(String state) {
        return switch (state) {
            case "RBW", "RWR", "RUR" -> state;
            default -> state.toLowerCase(Locale.ROOT);
        };
    }

    private static String mark(String state) {
        return switch (state) {
            case "RBW" -> "W";
            case "RWR" -> "R";
            case "RUR" -> "U";
            case "EXCESS" -> "X";
            case "UNKNOWN" -> "?";
            default -> state.substring(0, 1);
        };
    }
}
