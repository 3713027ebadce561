package dev.cairnfs.namenode.app.webhdfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.shared.model.DatanodeId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HttpDoorsTest {
    private final Set<Integer> dead = new HashSet<>();
    private final List<Integer> probed = new ArrayList<>();
    private long nanos = -5;
    private final HttpDoors doors = new HttpDoors(this::probe, () -> nanos);

    private boolean probe(String host, int port) {
        probed.add(port);
        return !dead.contains(port);
    }

    private static DatanodeId node(int httpPort) {
        return new DatanodeId("n" + httpPort, "h", 1, httpPort);
    }

    @Test
    void anOutcomeHoldsForAMoment() {
        assertThat(doors.open(node(1))).isTrue();
        dead.add(1);
        nanos += HttpDoors.OPEN_NANOS - 1;
        assertThat(doors.open(node(1))).isTrue();
        assertThat(probed).hasSize(1);
        nanos++;
        assertThat(doors.open(node(1))).isFalse();
        dead.clear();
        nanos += HttpDoors.CLOSED_NANOS - 1;
        assertThat(doors.open(node(1))).isFalse();
        assertThat(probed).hasSize(2);
        nanos++;
        assertThat(doors.open(node(1))).isTrue();
        assertThat(probed).hasSize(3);
    }

    @Test
    void everyNodeHasItsOwnOutcomeAndNotAllAreKept() {
        dead.add(2);
        assertThat(doors.open(node(1))).isTrue();
        assertThat(doors.open(node(2))).isFalse();
        for (int port = 3; port < HttpDoors.DOORS_MAX + 100; port++) {
            doors.open(node(port));
        }
        assertThat(doors.remembered()).isBetween(1, HttpDoors.DOORS_MAX);
    }

    @Test
    void aListeningPortIsTold() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
            assertThat(new TcpProbe().connects("127.0.0.1", port)).isTrue();
        }
        assertThat(new TcpProbe().connects("127.0.0.1", port)).isFalse();
        assertThat(new TcpProbe().connects("no-such-host.invalid", port)).isFalse();
    }
}
