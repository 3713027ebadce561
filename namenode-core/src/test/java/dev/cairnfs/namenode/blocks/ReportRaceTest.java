package dev.cairnfs.namenode.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaChange;
import dev.cairnfs.shared.wire.ReportedReplica;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One DataNode whose disk changes all the time, and a network that answers, loses the answer, or keeps the request for
 * later, so that the DataNode gives it up, says the same again in a newer report, and the old request arrives behind it, or
 * in the middle of a full report that is applied slice by slice. Whenever the DataNode has been told that all it said has
 * arrived, the table must be what is on its disk, whatever stragglers came.
 */
class ReportRaceTest {
    private static final int NODE = 1;
    private static final int BLOCKS = 12;

    private final Cluster cluster = new Cluster(BlockManagerSettings.defaults(), 1);
    private final TreeMap<Integer, Block> disk = new TreeMap<>();
    private final List<ReplicaChange> unsaid = new ArrayList<>();
    private final List<Request> stragglers = new ArrayList<>();
    private final List<Integer> slots = new ArrayList<>();
    private Random random = new Random(1);
    private boolean registered;
    private boolean reported;
    /** The DataNode knows that a report has arrived which was composed after the last change of the disk. */
    private boolean told;

    private interface Request {
        void arrive() throws HdfsException;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatArrivesLateUndoesNothing(long seed) throws HdfsException {
        run(seed);
    }

    /** One seed, or as many as {@code -Dcairn.seeds=N} asks for. */
    @Test
    void freshSeedsToo() throws HdfsException {
        long first = System.nanoTime();
        for (int i = 0; i < Integer.getInteger("cairn.seeds", 5); i++) {
            System.out.println("ReportRaceTest seed " + (first + i));
            new ReportRaceTest().run(first + i);
        }
    }

    private void run(long seed) throws HdfsException {
        random = new Random(seed);
        cluster.manager.start(RememberedDatanodes.NONE, cluster.now);
        cluster.register(NODE, "/r1");
        for (int i = 0; i < BLOCKS; i++) {
            slots.add(cluster.closedBlock(1));
        }
        int checks = 0;
        for (int step = 0; step < 1000; step++) {
            String what = "seed " + seed + ", step " + step + ": " + step();
            if (registered && reported && told) {
                checks++;
                for (int slot : slots) {
                    assertThat(cluster.manager.tables().holds(slot, cluster.descriptor(NODE)))
                            .as("%s, block %d", what, slot)
                            .isEqualTo(disk.containsKey(slot));
                }
            }
        }
        assertThat(checks).as("seed %d: checks that were made", seed).isGreaterThan(50);
    }

    private String step() throws HdfsException {
        int dice = random.nextInt(100);
        if (dice < 40) {
            return changeDisk();
        } else if (dice < 60) {
            return straggle();
        } else if (dice < 62) {
            return restart();
        } else if (!registered) {
            return register();
        } else if (!reported || dice < 72) {
            return reportFully();
        }
        return reportChanges();
    }

    private String changeDisk() {
        told = false;
        int slot = slots.get(random.nextInt(BLOCKS));
        Block before = disk.remove(slot);
        Block block = cluster.block(slot);
        if (before == null) {
            disk.put(slot, block);
        }
        unsaid.removeIf(change -> change.block().blockId() == block.blockId());
        unsaid.add(new ReplicaChange(
                Cluster.storage(NODE),
                block,
                before == null ? ReplicaChange.Kind.RECEIVED : ReplicaChange.Kind.DELETED));
        return before == null ? "store " + slot : "delete " + slot;
    }

    /** What the DataNode gave up long ago arrives. */
    private String straggle() throws HdfsException {
        if (stragglers.isEmpty()) {
            return "nothing straggles";
        }
        try {
            stragglers.remove(random.nextInt(stragglers.size())).arrive();
        } catch (HdfsException nobodyHearsIt) {
            assertThat(nobodyHearsIt.code()).isIn(ErrorCode.UNREGISTERED_NODE, ErrorCode.IO);
        }
        return "straggler";
    }

    /** Its process dies, and some replicas with it. */
    private String restart() {
        registered = false;
        reported = false;
        unsaid.clear();
        disk.keySet().removeIf(slot -> random.nextInt(3) == 0);
        return "restart";
    }

    private String register() throws HdfsException {
        // A registration that straggles would be told by a heartbeat that asks for the next one; not here.
        cluster.register(NODE, "/r1");
        registered = true;
        reported = false;
        return "register";
    }

    private String reportFully() throws HdfsException {
        long composed = ++cluster.sequence;
        ReportedReplica[] replicas =
                disk.values().stream().map(Cluster::finalized).toArray(ReportedReplica[]::new);
        boolean heard = send(() -> apply(cluster.beginReport(NODE, composed, replicas), random.nextBoolean()));
        reported |= heard;
        told |= heard;
        return "report fully, heard " + heard;
    }

    /** Applies a full report in slices; a straggler may come in between. */
    private void apply(FullReport report, boolean disturbed) throws HdfsException {
        while (!cluster.manager.applyFullReport(report, 1 + random.nextInt(4), cluster.now)) {
            if (disturbed && random.nextInt(4) == 0) {
                straggle();
            }
        }
    }

    private String reportChanges() throws HdfsException {
        long composed = ++cluster.sequence;
        List<ReplicaChange> said = List.copyOf(unsaid);
        boolean heard = send(() -> cluster.manager.incrementalReport(Cluster.uuid(NODE), composed, said, cluster.now));
        if (heard) {
            unsaid.removeAll(said);
            told = true;
        }
        return "report " + said.size() + " changes, heard " + heard;
    }

    /** Returns whether the DataNode hears that it worked. */
    private boolean send(Request request) throws HdfsException {
        int dice = random.nextInt(10);
        if (dice < 2) {
            stragglers.add(request);
            return false;
        }
        @Nullable HdfsException refused = null;
        try {
            request.arrive();
        } catch (HdfsException e) {
            refused = e;
        }
        if (dice == 2) {
            // The answer is lost, or the request arrives once more.
            stragglers.add(request);
            return random.nextBoolean() && refused == null;
        }
        // In the middle of this report a straggler took its place: it is composed anew.
        assertThat(refused == null ? ErrorCode.IO : refused.code()).isEqualTo(ErrorCode.IO);
        return refused == null;
    }
}
