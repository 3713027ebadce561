package dev.cairnfs.datanode.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.datanode.replica.Replica;
import dev.cairnfs.datanode.volume.StoreFixture;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaState;
import dev.cairnfs.shared.wire.PipelineAcks;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.PipelineAckProto;
import org.apache.hadoop.hdfs.protocol.proto.DataTransferProtos.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A transfer port that stops leaves no connection open, however young it is. */
@Timeout(120)
final class OrderlyStopTest {
    private static final int ROUNDS = 40;
    private static final int CONNECTIONS = 8;

    @TempDir
    private Path dir;

    @Test
    void connectionsThatWereJustAcceptedAreClosed() throws IOException {
        try (StoreFixture store = new StoreFixture(dir)) {
            for (int i = 0; i < ROUNDS; i++) {
                TransferServer server = TestServers.start(store);
                List<Socket> clients = new ArrayList<>();
                for (int j = 0; j < CONNECTIONS; j++) {
                    clients.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
                }
                server.close();
                for (Socket client : clients) {
                    assertThat(isClosed(client)).isTrue();
                    client.close();
                }
            }
        }
    }

    @Test
    void writersAreToldAndFindTheirReplicasAgain() throws IOException {
        byte[] data = StoreFixture.content(1, 100_000);
        Replica open = new Replica(new Block(1, 1001, data.length), ReplicaState.RBW, 0);
        int[] ports = new int[2];
        StoreFixture[] stores = {new StoreFixture(dir.resolve("a")), new StoreFixture(dir.resolve("b"))};
        TransferServer[] servers = new TransferServer[2];
        for (int i = 0; i < 2; i++) {
            servers[i] = TestServers.start(stores[i]);
            ports[i] = servers[i].port();
        }
        try (WireClient client = new WireClient(ports[0])) {
            client.beginWrite(StoreFixture.block(1, 1001, 0), ports);
            client.packet(0, 0, data, 0, data.length);
            client.ack();
            servers[1].close();
            // The node before it passes on what it says, and then is alone.
            PipelineAckProto told = client.ack();
            assertThat(told.getSeqno()).isEqualTo(PipelineAcks.OUT_OF_BAND_SEQNO);
            assertThat(told.getReplyList()).containsExactly(Status.SUCCESS, Status.OOB_RESTART);
            servers[0].close();
            PipelineAckProto own = client.ack();
            assertThat(own.getReplyList()).containsExactly(Status.OOB_RESTART);
            assertThat(client.isClosedByServer()).isTrue();
        }
        for (int i = 0; i < 2; i++) {
            stores[i].store.markForRestart();
            stores[i].close();
            try (StoreFixture again = new StoreFixture(dir.resolve(i == 0 ? "a" : "b"))) {
                assertThat(again.store.lookUp(1)).isEqualTo(open);
            }
        }
    }

    private static boolean isClosed(Socket client) throws IOException {
        client.setSoTimeout(10_000);
        try {
            return client.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }
}
