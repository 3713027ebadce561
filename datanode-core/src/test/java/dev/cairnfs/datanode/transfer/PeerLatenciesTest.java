package dev.cairnfs.datanode.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.shared.model.SlowPeer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PeerLatenciesTest {
    private static final PeerLatencies.Rules RULES = new PeerLatencies.Rules(4, 10, millis(5), millis(1000));

    private long now;
    private final PeerLatencies peers = new PeerLatencies(RULES, () -> now);

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private void took(String peer, long nanos, int times) {
        for (int i = 0; i < times; i++) {
            peers.peer(peer).took(nanos, now);
        }
    }

    @Test
    void whoIsFarFromTheMedianOfAllIsSlow() {
        took("a:1", millis(2), 20);
        took("b:1", millis(3), 20);
        took("c:1", millis(2), 20);
        took("d:1", millis(40), 20);
        assertThat(peers.slowPeers()).containsExactly(new SlowPeer("d:1", 40_000));
        // A few slow packets do not make a slow peer.
        took("a:1", millis(500), 9);
        assertThat(peers.slowPeers()).containsExactly(new SlowPeer("d:1", 40_000));
        // It has recovered.
        took("d:1", millis(2), 600);
        assertThat(peers.slowPeers()).isEmpty();
    }

    @Test
    void whenAllAreSlowNobodyIs() {
        for (String peer : new String[] {"a:1", "b:1", "c:1", "d:1", "e:1"}) {
            took(peer, millis(100 + peer.charAt(0)), 20);
        }
        assertThat(peers.slowPeers()).isEmpty();
    }

    @Test
    void nobodyIsJudgedByTooLittle() {
        took("a:1", millis(2), 20);
        took("b:1", millis(2), 20);
        took("d:1", millis(400), 20);
        assertThat(peers.slowPeers()).isEmpty();
        took("c:1", millis(2), 9);
        assertThat(peers.slowPeers()).isEmpty();
        took("c:1", millis(2), 1);
        assertThat(peers.slowPeers()).hasSize(1);
    }

    @Test
    void whoIsFastIsNeverSlow() {
        took("a:1", 1_000, 20);
        took("b:1", 1_000, 20);
        took("c:1", 1_000, 20);
        took("d:1", millis(5), 20);
        assertThat(peers.slowPeers()).isEmpty();
    }

    @Test
    void whoWasSlowLongAgoIsForgotten() {
        took("d:1", millis(400), 20);
        now = millis(900);
        took("a:1", millis(2), 20);
        took("b:1", millis(2), 20);
        took("c:1", millis(2), 20);
        assertThat(peers.slowPeers()).hasSize(1);
        now = millis(1001);
        assertThat(peers.slowPeers()).isEmpty();
    }
}
