package dev.cairnfs.namenode.blocks;

import static dev.cairnfs.namenode.blocks.Cluster.GIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.BlockLocation;
import dev.cairnfs.shared.model.SlowPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final long BLOCK_SIZE = 128L << 20;

    private static List<BlockLocation> choose(Cluster cluster, int replication, String writer) throws HdfsException {
        return choose(cluster, replication, writer, Set.of(), List.of());
    }

    private static List<BlockLocation> choose(
            Cluster cluster, int replication, String writer, Set<String> excluded, List<String> favored)
            throws HdfsException {
        return choose(cluster, replication, writer, excluded, favored, Set.of());
    }

    private static List<BlockLocation> choose(
            Cluster cluster,
            int replication,
            String writer,
            Set<String> excluded,
            List<String> favored,
            Set<AddBlockFlag> flags)
            throws HdfsException {
        return cluster.manager.chooseTargets(
                new TargetRequest("/x", replication, writer, excluded, favored, flags, BLOCK_SIZE), cluster.random);
    }

    private static String node(BlockLocation location) {
        return location.datanode().uuid();
    }

    @Test
    void writersNodeThenAnotherRackThenTheSameOtherRack() throws HdfsException {
        Cluster cluster = Cluster.running(9, node -> "/r" + node % 3);
        for (int i = 0; i < 200; i++) {
            List<BlockLocation> chosen = choose(cluster, 3, "10.0.0.4");
            assertThat(node(chosen.get(0))).isEqualTo("dn-4");
            assertThat(chosen.get(1).rack()).isNotEqualTo(chosen.get(0).rack());
            assertThat(chosen.get(2).rack()).isEqualTo(chosen.get(1).rack());
            assertThat(chosen.stream().map(PlacementTest::node).distinct()).hasSize(3);
        }
    }

    @Test
    void aWriterOutsideTheClusterStartsAnywhere() throws HdfsException {
        Cluster cluster = Cluster.running(9, node -> "/r" + node % 3);
        TreeSet<String> first = new TreeSet<>();
        for (int i = 0; i < 300; i++) {
            List<BlockLocation> chosen = choose(cluster, 3, "elsewhere");
            first.add(node(chosen.get(0)));
            assertThat(chosen.stream().map(BlockLocation::rack).distinct()).hasSize(2);
        }
        assertThat(first).hasSize(9);
    }

    @Test
    void aLargePipelineIsSpreadOverTheRacks() throws HdfsException {
        Cluster cluster = Cluster.running(12, node -> "/r" + node % 4);
        for (int i = 0; i < 50; i++) {
            List<BlockLocation> chosen = choose(cluster, 8, "10.0.0.1");
            assertThat(chosen).hasSize(8);
            for (int rack = 0; rack < 4; rack++) {
                String name = "/r" + rack;
                assertThat(chosen.stream().filter(location -> location.rack().equals(name)))
                        .hasSizeLessThanOrEqualTo(3);
            }
        }
    }

    @Test
    void oneRackIsEnoughWhereThereIsOne() throws HdfsException {
        assertThat(choose(Cluster.running(3), 3, "10.0.0.2")).hasSize(3);
        assertThat(choose(Cluster.running(2), 3, "10.0.0.2")).hasSize(2);
    }

    @Test
    void excludedNodesAreNotTaken() throws HdfsException {
        Cluster cluster = Cluster.running(4);
        List<BlockLocation> chosen = choose(cluster, 3, "10.0.0.1", Set.of("10.0.0.1:9866", "dn-3"), List.of());
        assertThat(chosen).extracting(PlacementTest::node).containsExactlyInAnyOrder("dn-2", "dn-4");
    }

    @Test
    void favoredNodesAreTakenFirst() throws HdfsException {
        Cluster cluster = Cluster.running(9, node -> "/r" + node % 3);
        List<BlockLocation> chosen =
                choose(cluster, 3, "10.0.0.1", Set.of(), List.of("10.0.0.7:9866", "10.0.0.5:9866"));
        assertThat(chosen)
                .extracting(PlacementTest::node)
                .contains("dn-5", "dn-7")
                .hasSize(3);
    }

    @Test
    void theOthersAreChosenAsIfThereWereNoFavoredNode() throws HdfsException {
        Cluster cluster = Cluster.running(9, node -> "/r" + node % 3);
        for (int i = 0; i < 50; i++) {
            List<BlockLocation> chosen = choose(cluster, 3, "10.0.0.1", Set.of(), List.of("10.0.0.7:9866"));
            assertThat(chosen).extracting(PlacementTest::node).contains("dn-7", "dn-1");
            assertThat(chosen.stream().map(BlockLocation::rack).distinct()).hasSize(2);
        }
    }

    @Test
    void aWriterThatWantsNoLocalReplicaGetsNone() throws HdfsException {
        Cluster cluster = Cluster.running(4);
        Set<AddBlockFlag> flags = Set.of(AddBlockFlag.NO_LOCAL_WRITE);
        for (int i = 0; i < 50; i++) {
            assertThat(choose(cluster, 3, "10.0.0.1", Set.of(), List.of(), flags))
                    .extracting(PlacementTest::node)
                    .containsExactlyInAnyOrder("dn-2", "dn-3", "dn-4");
        }
        assertThat(choose(cluster, 4, "10.0.0.1", Set.of(), List.of(), flags))
                .as("without the local node there are too few")
                .hasSize(4);
        assertThat(choose(cluster, 3, "10.0.0.1", Set.of(), List.of("10.0.0.1:9866"), flags))
                .extracting(PlacementTest::node)
                .contains("dn-1");
    }

    @Test
    void aWriterThatWantsNothingOnItsRackGetsThatWhereThereAreTwoOthers() throws HdfsException {
        Set<AddBlockFlag> flags = Set.of(AddBlockFlag.NO_LOCAL_RACK);
        Cluster cluster = Cluster.running(9, node -> "/r" + node % 3);
        for (int i = 0; i < 50; i++) {
            assertThat(choose(cluster, 3, "10.0.0.4", Set.of(), List.of(), flags))
                    .extracting(BlockLocation::rack)
                    .doesNotContain("/r1")
                    .contains("/r0", "/r2");
        }
        assertThat(choose(cluster, 7, "10.0.0.4", Set.of(), List.of(), flags))
                .as("six are elsewhere")
                .hasSize(7);
        assertThat(choose(cluster, 3, "10.0.0.4", Set.of(), List.of("10.0.0.4:9866"), flags))
                .extracting(PlacementTest::node)
                .contains("dn-4");
        Cluster two = Cluster.running(6, node -> "/r" + node % 2);
        assertThat(choose(two, 3, "10.0.0.4", Set.of(), List.of(), flags))
                .extracting(PlacementTest::node)
                .as("no reason to keep off one of two racks")
                .contains("dn-4");
        assertThat(choose(cluster, 3, "10.9.9.9", Set.of(), List.of(), flags))
                .as("a writer from elsewhere")
                .hasSize(3);
    }

    @Test
    void aWritersPlaceCanBeIgnored() throws HdfsException {
        Cluster cluster = Cluster.running(9, node -> "/r" + node % 3);
        TreeSet<String> first = new TreeSet<>();
        for (int i = 0; i < 300; i++) {
            first.add(node(
                    choose(cluster, 3, "10.0.0.4", Set.of(), List.of(), Set.of(AddBlockFlag.IGNORE_CLIENT_LOCALITY))
                            .get(0)));
        }
        assertThat(first).hasSize(9);
    }

    @Test
    void flagsHaveHdfssNames() throws HdfsException {
        assertThat(AddBlockFlag.parse(List.of("NO_LOCAL_WRITE", "IGNORE_CLIENT_LOCALITY", "NO_LOCAL_RACK")))
                .containsExactlyInAnyOrder(AddBlockFlag.values());
        assertThatThrownBy(() -> AddBlockFlag.parse(List.of("LAZY_PERSIST")))
                .hasMessage("Not a flag of addBlock: LAZY_PERSIST");
    }

    private static List<BlockLocation> additional(Cluster cluster, int count, Set<String> excluded, int... existing)
            throws HdfsException {
        List<ReplicaPlace> places = new ArrayList<>();
        for (int node : existing) {
            places.add(new ReplicaPlace(Cluster.uuid(node), Cluster.storage(node)));
        }
        return cluster.manager.chooseAdditional(
                places,
                new TargetRequest("/x", count, "10.0.0.1", excluded, List.of(), Set.of(), BLOCK_SIZE),
                cluster.random);
    }

    @Test
    void aPipelineGetsAdditionalNodesBehindItsOwn() throws HdfsException {
        Cluster cluster = Cluster.running(5);
        for (int i = 0; i < 50; i++) {
            List<BlockLocation> pipeline = additional(cluster, 1, Set.of("10.0.0.4:9866"), 3, 1);
            assertThat(pipeline)
                    .extracting(PlacementTest::node)
                    .startsWith("dn-3", "dn-1")
                    .hasSize(3);
            assertThat(node(pipeline.get(2))).isIn("dn-2", "dn-5");
        }
        assertThat(additional(cluster, 2, Set.of("dn-2", "dn-4", "dn-5"), 3, 1))
                .as("no more are there")
                .extracting(PlacementTest::node)
                .containsExactly("dn-3", "dn-1");
        assertThatThrownBy(() -> additional(cluster, 1, Set.of(), 9))
                .hasMessage("DataNode dn-9 with the storage DS-9 is not registered");
    }

    @Test
    void aPipelineOfOneRackGetsANodeOfAnother() throws HdfsException {
        Cluster cluster = Cluster.running(6, node -> node <= 4 ? "/r1" : "/r2");
        for (int i = 0; i < 50; i++) {
            assertThat(node(additional(cluster, 1, Set.of(), 1, 2).get(2))).isIn("dn-5", "dn-6");
        }
    }

    private static boolean foundSlow(Cluster cluster, int reporter, int... slow) {
        List<SlowPeer> peers = new ArrayList<>();
        for (int node : slow) {
            peers.add(new SlowPeer(Cluster.id(node).transferAddress(), 500_000));
        }
        return cluster.manager.slowPeersReported(Cluster.uuid(reporter), peers, cluster.now);
    }

    @Test
    void slowNodesAreTakenOnlyWhenThereAreNoOthers() throws HdfsException {
        Cluster cluster = Cluster.running(5);
        foundSlow(cluster, 1, 5);
        foundSlow(cluster, 1, 5);
        assertThat(foundSlow(cluster, 5)).as("one voice").isFalse();
        foundSlow(cluster, 5, 5);
        assertThat(foundSlow(cluster, 5)).as("its own voice").isFalse();
        foundSlow(cluster, 2, 5);
        assertThat(foundSlow(cluster, 5)).isTrue();
        assertThat(foundSlow(cluster, 1)).isFalse();
        for (int i = 0; i < 50; i++) {
            assertThat(choose(cluster, 3, "10.0.0.5"))
                    .extracting(PlacementTest::node)
                    .doesNotContain("dn-5");
        }
        assertThat(choose(cluster, 5, "x")).extracting(PlacementTest::node).contains("dn-5");
    }

    @Test
    void whoIsNotCalledSlowForAWhileIsSlowNoMore() throws HdfsException {
        Cluster cluster = Cluster.running(5);
        foundSlow(cluster, 1, 5);
        cluster.now += SlowPeerTracker.REPORT_VALID_MILLIS;
        foundSlow(cluster, 2, 5);
        assertThat(foundSlow(cluster, 5)).isTrue();
        cluster.now++;
        assertThat(foundSlow(cluster, 5)).isFalse();
        assertThat(cluster.manager.slowPeersReported("nobody", List.of(), cluster.now))
                .isFalse();
    }

    @Test
    void busyNodesAreTakenOnlyWhenThereAreNoOthers() throws HdfsException {
        Cluster cluster = Cluster.running(5);
        cluster.xceivers.put(1, 50);
        for (int node = 1; node <= 5; node++) {
            cluster.heartbeat(node);
        }
        for (int i = 0; i < 50; i++) {
            assertThat(choose(cluster, 3, "10.0.0.1"))
                    .extracting(PlacementTest::node)
                    .doesNotContain("dn-1");
        }
        assertThat(choose(cluster, 5, "x")).extracting(PlacementTest::node).contains("dn-1");
    }

    @Test
    void staleNodesAreTakenOnlyWhenThereAreNoOthers() throws HdfsException {
        Cluster cluster = Cluster.running(4);
        cluster.pass(60_000, 1, 2, 3);
        for (int i = 0; i < 50; i++) {
            assertThat(choose(cluster, 3, "10.0.0.4"))
                    .extracting(PlacementTest::node)
                    .doesNotContain("dn-4");
        }
        assertThat(choose(cluster, 4, "x")).hasSize(4);
    }

    @Test
    void fullNodesAreNotTaken() throws HdfsException {
        Cluster cluster = Cluster.running(3);
        cluster.remaining.put(2, BLOCK_SIZE - 1);
        cluster.heartbeat(2);
        assertThat(choose(cluster, 3, "10.0.0.2"))
                .extracting(PlacementTest::node)
                .containsExactlyInAnyOrder("dn-1", "dn-3");
    }

    @Test
    void roomThatIsPromisedAlreadyIsNotGivenTwice() throws HdfsException {
        Cluster cluster = Cluster.running(1);
        cluster.remaining.put(1, 3 * BLOCK_SIZE);
        cluster.heartbeat(1);
        for (int i = 0; i < 3; i++) {
            choose(cluster, 1, "x");
            cluster.openBlock(1, 1);
        }
        assertThatThrownBy(() -> choose(cluster, 1, "x")).isInstanceOf(HdfsException.class);
        cluster.now += 1_300_000;
        cluster.heartbeat(1);
        cluster.openBlock(1, 1);
        cluster.now += 700_000;
        cluster.heartbeat(1);
        cluster.openBlock(1, 1);
        assertThat(choose(cluster, 1, "x")).as("the promises are forgotten").hasSize(1);
    }

    @Test
    void refusalsSpeakHdfsWords() throws HdfsException {
        Cluster cluster = Cluster.running(2);
        assertThatThrownBy(() -> choose(cluster, 3, "x", Set.of("dn-1", "dn-2"), List.of()))
                .isInstanceOfSatisfying(
                        HdfsException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.IO))
                .hasMessage("File /x could only be written to 0 of the 1 minReplication nodes. There are 2"
                        + " datanode(s) running and 2 node(s) are excluded in this operation.");
        assertThatThrownBy(() -> choose(Cluster.running(0), 3, "x"))
                .hasMessage("File /x could only be written to 0 of the 1 minReplication nodes. There are 0"
                        + " datanode(s) running and no node(s) are excluded in this operation.");
    }

    @Test
    void choosingChangesNothing() throws HdfsException {
        Cluster cluster = Cluster.running(3);
        cluster.remaining.put(1, 2 * GIB);
        for (int i = 0; i < 1000; i++) {
            assertThat(choose(cluster, 3, "x")).hasSize(3);
        }
    }

    @Test
    void readersGetTheNearestReplicaFirst() throws HdfsException {
        Cluster cluster = Cluster.running(6, node -> node <= 3 ? "/r1" : "/r2");
        int slot = cluster.closedBlock(3, 2, 4, 5);
        assertThat(cluster.manager.locations(slot, "10.0.0.5"))
                .extracting(PlacementTest::node)
                .startsWith("dn-5", "dn-4");
        assertThat(cluster.manager.locations(slot, "10.0.0.1"))
                .extracting(PlacementTest::node)
                .startsWith("dn-2");
        cluster.pass(60_000, 1, 2, 3, 4, 6);
        assertThat(cluster.manager.locations(slot, "10.0.0.5"))
                .extracting(PlacementTest::node)
                .endsWith("dn-5");
    }

    @Test
    void readersFromOutsideAreSpreadOverTheReplicas() throws HdfsException {
        Cluster cluster = Cluster.running(3);
        int[] first = new int[4];
        for (int i = 0; i < 300; i++) {
            int slot = cluster.closedBlock(3, 1, 2, 3);
            first[
                    Integer.parseInt(
                            node(cluster.manager.locations(slot, "x").get(0)).substring(3))]++;
        }
        for (int node = 1; node <= 3; node++) {
            assertThat(first[node]).as("node %d", node).isBetween(50, 150);
        }
    }
}
