package dev.cairnfs.client.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.client.metadata.ClientProtocol;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseRenewerTest {
    private final List<String> renewals = new ArrayList<>();
    private boolean reachable = true;
    private final LeaseRenewer renewer = new LeaseRenewer(nameNode());
    private long now = 5_000;

    /** Only renewLease is called; whatever else would be called fails the test. */
    private ClientProtocol nameNode() {
        return (ClientProtocol) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ClientProtocol.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("renewLease");
                    if (!reachable) {
                        throw new IOException("unreachable");
                    }
                    renewals.add(arguments[0] + "/" + arguments[1]);
                    return null;
                });
    }

    private static final class OpenFile implements LeaseHolder {
        private final String name;
        private boolean lost;

        OpenFile(String name) {
            this.name = name;
        }

        @Override
        public String user() {
            return "alice";
        }

        @Override
        public String clientName() {
            return name;
        }

        @Override
        public void leaseLost(String reason) {
            lost = true;
        }

        @Override
        public void abort(String reason) {
            throw new AssertionError("the lease is lost, which is another matter");
        }

        @Override
        public void keepAlive(long nowNanos) {}
    }

    private void tickAfter(Duration time) {
        now += time.toNanos();
        renewer.tick(now);
    }

    @Test
    void renewsOnceForAllFilesOfAClientEveryThirtySeconds() {
        OpenFile first = new OpenFile("c1");
        OpenFile second = new OpenFile("c1");
        renewer.opened(first, now);
        renewer.opened(second, now);
        tickAfter(Duration.ofSeconds(29));
        assertThat(renewals).isEmpty();
        tickAfter(Duration.ofSeconds(1));
        tickAfter(Duration.ofSeconds(1));
        assertThat(renewals).containsExactly("alice/c1");
        tickAfter(Duration.ofSeconds(30));
        assertThat(renewals).hasSize(2);
    }

    @Test
    void stopsWhenTheLastFileIsClosed() {
        OpenFile file = new OpenFile("c1");
        renewer.opened(file, now);
        renewer.closed(file);
        tickAfter(Duration.ofMinutes(5));
        assertThat(renewals).isEmpty();
        assertThat(renewer.openFiles()).isEmpty();
    }

    @Test
    void abortsPastTheHardLimitAndNotBefore() {
        OpenFile file = new OpenFile("c1");
        renewer.opened(file, now);
        reachable = false;
        tickAfter(Duration.ofMinutes(20));
        assertThat(file.lost).isFalse();
        tickAfter(Duration.ofSeconds(2));
        assertThat(file.lost).isTrue();
        assertThat(renewer.openFiles()).isEmpty();
    }

    @Test
    void aFailedRenewalIsTriedAgainSoon() {
        renewer.opened(new OpenFile("c1"), now);
        reachable = false;
        tickAfter(Duration.ofSeconds(30));
        reachable = true;
        tickAfter(Duration.ofSeconds(1));
        assertThat(renewals).hasSize(1);
    }
}
