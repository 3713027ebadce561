package dev.cairnfs.namenode.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.DatanodeCommand;
import dev.cairnfs.shared.model.DatanodeId;
import dev.cairnfs.shared.model.DatanodeInfo;
import dev.cairnfs.shared.model.LivenessState;
import dev.cairnfs.shared.model.StorageInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegistryTest {
    private static DatanodeRegistration registration(int namespaceId, String clusterId, String poolId, String version) {
        return new DatanodeRegistration(Cluster.id(1), namespaceId, clusterId, poolId, version, "", List.of());
    }

    private static void assertRefused(ErrorCode code, DatanodeRegistration registration) throws HdfsException {
        Cluster cluster = Cluster.running(0);
        assertThatThrownBy(() -> cluster.manager.registerDatanode(registration, 1, cluster.now))
                .isInstanceOfSatisfying(
                        HdfsException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
        assertThat(cluster.manager.datanodes()).isEmpty();
    }

    @Test
    void aNodeOfAnotherClusterIsRefused() throws HdfsException {
        assertRefused(ErrorCode.INCONSISTENT_STORAGE, registration(41, "CID-1", "BP-1", "1"));
        assertRefused(ErrorCode.INCONSISTENT_STORAGE, registration(42, "CID-2", "BP-1", "1"));
        assertRefused(ErrorCode.INCONSISTENT_STORAGE, registration(42, "CID-1", "BP-2", "1"));
        assertRefused(ErrorCode.INCORRECT_VERSION, registration(42, "CID-1", "BP-1", " "));
        StorageInfo volume = new StorageInfo("DS-1", "DISK", false, 1, 0, 1, 0, 0);
        assertRefused(
                ErrorCode.INCONSISTENT_STORAGE,
                new DatanodeRegistration(Cluster.id(1), 0, "", "", "1", "", List.of(volume, volume)));
    }

    @Test
    void aNewNodeNeedsNoIds() throws HdfsException {
        Cluster cluster = Cluster.running(0);
        assertThat(cluster.manager.registerDatanode(registration(0, "", "", "1"), 1, cluster.now))
                .isEqualTo(Cluster.NAMESPACE);
        assertThat(cluster.manager.datanodes()).extracting(DatanodeInfo::rack).containsExactly("/default-rack");
        assertThat(cluster.manager.liveDatanodes()).containsExactly("dn-1");
    }

    @Test
    void theResolverNamesTheRackOfANodeThatNamesNone() throws HdfsException {
        BlockManager manager = new BlockManager(BlockManagerSettings.defaults(), host -> "dc1/" + host + "/", 0);
        manager.attach(new FakeBlockSource(), Cluster.NAMESPACE);
        manager.start(RememberedDatanodes.NONE, 0);
        manager.registerDatanode(registration(0, "", "", "1"), 1, 0);
        assertThat(manager.datanodes().get(0).rack()).isEqualTo("/dc1/10.0.0.1");
    }

    private static DatanodeRegistration at(String uuid, int node) {
        DatanodeId id = new DatanodeId(uuid, "10.0.0." + node, 9866, 9864);
        return new DatanodeRegistration(id, 42, "CID-1", "BP-1", "1", "/r1", List.of());
    }

    private static void assertNotNow(Cluster cluster, DatanodeRegistration registration, String why) {
        assertThatThrownBy(() -> cluster.manager.checkRegistration(registration, cluster.now))
                .hasMessageContaining(why);
        assertThatThrownBy(() -> cluster.manager.registerDatanode(registration, ++cluster.sequence, cluster.now))
                .hasMessageContaining(why)
                .isInstanceOfSatisfying(
                        HdfsException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RETRIABLE));
    }

    @Test
    void aNodeThatLivesKeepsItsAddress() throws HdfsException {
        Cluster cluster = Cluster.running(2);
        cluster.pass(9000, 1, 2);
        assertNotNow(cluster, at("dn-new", 1), "DataNode dn-1 has it, and was heard of 0 ms ago");
        assertThat(cluster.manager.liveDatanodes()).containsExactly("dn-1", "dn-2");
        // Twice the interval of heartbeats: it may still only be late.
        cluster.now += 6000;
        assertNotNow(cluster, at("dn-new", 1), "was heard of 6000 ms ago");
        cluster.now += 1;
        cluster.manager.checkRegistration(at("dn-new", 1), cluster.now);
        assertThat(cluster.manager.liveDatanodes()).as("asking changes nothing").containsExactly("dn-1", "dn-2");
        cluster.manager.registerDatanode(at("dn-new", 1), ++cluster.sequence, cluster.now);
        assertThat(cluster.manager.liveDatanodes()).containsExactly("dn-2", "dn-new");
        // The same node may come again at once, also under another address.
        cluster.manager.registerDatanode(at("dn-new", 1), ++cluster.sequence, cluster.now);
        cluster.manager.registerDatanode(at("dn-new", 3), ++cluster.sequence, cluster.now);
        assertThat(cluster.manager.datanodes()).hasSize(2);
    }

    @Test
    void thereAreNoMoreNodesThanThereMayBe() throws HdfsException {
        Cluster cluster = new Cluster(BlockManagerSettings.defaults().withDatanodesMax(3), 1);
        cluster.manager.start(RememberedDatanodes.NONE, cluster.now);
        for (int node = 1; node <= 3; node++) {
            cluster.register(node, "/r1");
        }
        assertNotNow(cluster, at("dn-4", 4), "as many as there may be");
        cluster.register(2, "/r2");
        cluster.pass(700_000, 1, 3);
        cluster.manager.checkRegistration(at("dn-4", 4), cluster.now);
        cluster.manager.registerDatanode(at("dn-4", 4), ++cluster.sequence, cluster.now);
        assertThat(cluster.manager.datanodes())
                .as("the dead one made room")
                .extracting(info -> info.id().uuid())
                .containsExactly("dn-1", "dn-3", "dn-4");
        assertNotNow(cluster, at("dn-5", 5), "as many as there may be");
    }

    @Test
    void aNameThatIsNoTextIsRefused() throws HdfsException {
        for (String uuid : List.of("a\nb", "a b", "#a", "x".repeat(101))) {
            assertRefused(ErrorCode.ILLEGAL_ARGUMENT, at(uuid, 1));
        }
    }

    /** HDFS-17877: a node that comes again under another name is shown and reached under that. */
    @Test
    void aRepeatedRegistrationBringsTheNewAddress() throws HdfsException {
        Cluster cluster = Cluster.running(1);
        int slot = cluster.closedBlock(1, 1);
        DatanodeId moved = new DatanodeId("dn-1", "other.host", 1, 2);
        cluster.manager.registerDatanode(
                new DatanodeRegistration(moved, 42, "CID-1", "BP-1", "2", "/r9", cluster.storages(1)),
                ++cluster.sequence,
                cluster.now);
        assertThat(cluster.manager.locations(slot, "").get(0).datanode()).isEqualTo(moved);
        assertThat(cluster.manager.locations(slot, "").get(0).rack()).isEqualTo("/r9");
        assertThat(cluster.manager.datanodes()).hasSize(1);
    }

    @Test
    void silenceMakesStaleAndThenDead() throws HdfsException {
        Cluster cluster = Cluster.running(2);
        long began = cluster.now;
        cluster.pass(30_000, 2);
        assertThat(cluster.manager.datanodes().get(0).state()).isEqualTo(LivenessState.LIVE);
        cluster.pass(1, 2);
        assertThat(cluster.manager.datanodes().get(0).state()).isEqualTo(LivenessState.STALE);
        cluster.pass(began + 630_000 - cluster.now, 2);
        assertThat(cluster.manager.datanodes().get(0).state()).isEqualTo(LivenessState.STALE);
        cluster.pass(1, 2);
        DatanodeInfo dead = cluster.manager.datanodes().get(0);
        assertThat(dead.state()).isEqualTo(LivenessState.DEAD);
        assertThat(dead.lastHeartbeatMillis()).isEqualTo(630_001);
        assertThat(cluster.manager.stats().liveDatanodes()).isEqualTo(1);
        assertThat(cluster.manager.liveDatanodes()).containsExactly("dn-2");
    }

    /** HDFS-12323: after a long pause of the NameNode itself nobody is dead. */
    @Test
    void aPauseOfTheNameNodeKillsNobody() throws HdfsException {
        Cluster cluster = Cluster.running(2);
        cluster.pass(30_000, 1, 2);
        cluster.now += 3_000_000;
        cluster.settle();
        assertThat(cluster.manager.stats().liveDatanodes()).isEqualTo(2);
        cluster.pass(640_000, 1);
        assertThat(cluster.manager.stats().liveDatanodes()).isEqualTo(1);
    }

    @Test
    void anUnknownNodeIsToldToRegister() throws HdfsException {
        Cluster cluster = Cluster.running(0);
        assertThat(cluster.heartbeat(9))
                .extracting(DatanodeCommand::action)
                .containsExactly(DatanodeCommand.Action.REGISTER);
        assertThatThrownBy(() -> cluster.fullReport(9))
                .isInstanceOfSatisfying(
                        HdfsException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNREGISTERED_NODE));
    }

    @Test
    void aReportThatDoesNotComeIsAskedFor() throws HdfsException {
        Cluster cluster = Cluster.running(1);
        assertThat(cluster.commanded(1, DatanodeCommand.Action.BLOCK_REPORT)).isEmpty();
        cluster.manager.tables().registry.require("dn-1").reportWanted = true;
        assertThat(cluster.heartbeat(1))
                .extracting(DatanodeCommand::action)
                .containsExactly(DatanodeCommand.Action.BLOCK_REPORT);
        assertThat(cluster.heartbeat(1)).isEmpty();
        cluster.register(1, "/r1");
        cluster.now += 300_001;
        assertThat(cluster.heartbeat(1))
                .extracting(DatanodeCommand::action)
                .containsExactly(DatanodeCommand.Action.BLOCK_REPORT);
    }

    @Test
    void capacityIsSummedOverLiveNodesAndSoundVolumes() throws HdfsException {
        Cluster cluster = Cluster.running(2);
        StorageInfo sound = new StorageInfo("DS-1", "DISK", false, 100, 10, 80, 10, 5);
        StorageInfo broken = new StorageInfo("DS-x", "DISK", true, 1000, 10, 80, 10, 5);
        cluster.manager.heartbeat("dn-1", List.of(sound, broken), 7, 1, cluster.now);
        cluster.xceivers.put(2, 3);
        cluster.heartbeat(2);
        BlockStats stats = cluster.manager.stats();
        assertThat(stats.capacityBytes()).isEqualTo(100 + 200 * Cluster.GIB);
        assertThat(stats.volumeFailures()).isEqualTo(1);
        assertThat(stats.xceivers()).isEqualTo(10);
    }

    @Test
    void aFailedVolumeTakesItsReplicasWithItUntilItReportsAgain() throws HdfsException {
        Cluster cluster = Cluster.running(2);
        int slot = cluster.closedBlock(2, 1, 2);
        StorageInfo failed = new StorageInfo(Cluster.storage(1), "DISK", true, 1, 0, 1, 0, 0);
        cluster.manager.heartbeat("dn-1", List.of(failed), 0, 1, cluster.now);
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(1);
        cluster.settle();
        cluster.heartbeat(1);
        cluster.fullReport(1, cluster.block(slot));
        assertThat(cluster.manager.liveReplicas(slot)).isEqualTo(2);
    }

    @Test
    void codesOfSweptStoragesAreUsedAgain() throws HdfsException {
        Cluster cluster = Cluster.running(1);
        int slot = cluster.closedBlock(1, 1);
        for (int round = 0; round < 200; round++) {
            StorageInfo failed = new StorageInfo(Cluster.storage(1), "DISK", true, 1, 0, 1, 0, 0);
            cluster.manager.heartbeat("dn-1", List.of(failed), 0, 1, cluster.now);
            cluster.settle();
            cluster.heartbeat(1);
            cluster.fullReport(1, cluster.block(slot));
        }
        assertThat(cluster.descriptor(1).code).isLessThan(5);
    }

    @Test
    void whatIsNoNetworkLocationIsRefused() {
        for (String rack : List.of("nolead", "/../x", "/a/./b", "/a//b", "/a/", "/", "/a b", "/a\n")) {
            Cluster cluster = new Cluster(BlockManagerSettings.defaults(), 1);
            assertThatThrownBy(() -> cluster.register(1, rack)).as(rack).hasMessageContaining("Not a network location");
            assertThat(cluster.manager.datanodes()).isEmpty();
        }
    }

    @Test
    void racksHaveHdfsDistances() {
        assertThat(NetworkTopology.distance("/d1/r1", "/d1/r1")).isEqualTo(2);
        assertThat(NetworkTopology.distance("/d1/r1", "/d1/r2")).isEqualTo(4);
        assertThat(NetworkTopology.distance("/d1/r1", "/d2/r1")).isEqualTo(6);
        assertThat(NetworkTopology.normalize("")).isEqualTo("/default-rack");
        assertThat(NetworkTopology.normalize("a//b/")).isEqualTo("/a/b");
    }
}
