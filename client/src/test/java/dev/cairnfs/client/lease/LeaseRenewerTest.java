package dev.cairnfs.client.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.api.RecoverLeaseRequest;
import dev.cairnfs.client.metadata.ClientProtocol;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LeaseRenewerTest {
    private final List<String> renewals = new ArrayList<>();
    private final List<String> recoveries = new ArrayList<>();
    private boolean reachable = true;
    private @Nullable Exception refusal;
    private Runnable whileTold = () -> {};
    private final LeaseRenewer renewer = new LeaseRenewer(nameNode());
    private long now = 5_000;

    /** Only these two are called; whatever else would be called fails the test. */
    private ClientProtocol nameNode() {
        return (ClientProtocol) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ClientProtocol.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("recoverLease")) {
                        return recovered((String) arguments[0], (RecoverLeaseRequest) arguments[1]);
                    }
                    assertThat(method.getName()).isEqualTo("renewLease");
                    if (!reachable) {
                        throw new IOException("unreachable");
                    }
                    renewals.add(arguments[0] + "/" + arguments[1]);
                    return null;
                });
    }

    private boolean recovered(String user, RecoverLeaseRequest request) throws Exception {
        assertThat(request.own()).isTrue();
        recoveries.add(user + "/" + request.clientName() + request.path());
        whileTold.run();
        if (!reachable) {
            throw new IOException("unreachable");
        }
        if (refusal != null) {
            throw refusal;
        }
        return recoveries.size() % 2 == 0;
    }

    private static final class OpenFile implements LeaseHolder {
        private final String name;
        private final long fileId;
        private State state = State.OPEN;
        private boolean lost;

        OpenFile(String name) {
            this(name, 1);
        }

        OpenFile(String name, long fileId) {
            this.name = name;
            this.fileId = fileId;
        }

        @Override
        public long fileId() {
            return fileId;
        }

        @Override
        public State state() {
            return state;
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
            state = State.GIVEN_UP;
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
        renewer.tellDue(now);
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
        file.state = LeaseHolder.State.COMPLETE;
        renewer.closed(file);
        tickAfter(Duration.ofMinutes(5));
        assertThat(renewals).isEmpty();
        assertThat(recoveries).isEmpty();
        assertThat(renewer.openFiles()).isEmpty();
    }

    @Test
    void whatIsStillWrittenCannotBeClosed() {
        OpenFile file = new OpenFile("c1");
        renewer.opened(file, now);
        renewer.closed(file);
        tickAfter(Duration.ofMinutes(5));
        assertThat(renewals).hasSize(1);
        assertThat(recoveries).isEmpty();
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

    private OpenFile givenUp(long fileId) {
        OpenFile file = new OpenFile("c1", fileId);
        renewer.opened(file, now);
        file.state = LeaseHolder.State.GIVEN_UP;
        return file;
    }

    private static String recovery(long fileId) {
        return "alice/c1/.reserved/.inodes/" + fileId;
    }

    /** Its owner may never close it. */
    @Test
    void theNameNodeIsToldOnceOfAWriteThatHasFailedAndOtherFilesStayOpen() {
        OpenFile open = new OpenFile("c1", 1);
        renewer.opened(open, now);
        OpenFile failed = givenUp(2);
        tickAfter(Duration.ofSeconds(1));
        renewer.closed(failed);
        tickAfter(Duration.ofSeconds(29));
        tickAfter(Duration.ofSeconds(30));
        assertThat(recoveries).containsExactly(recovery(2));
        assertThat(renewals).hasSize(2);
        assertThat(renewer.openFiles()).containsExactly(open);
    }

    @Test
    void leasesAreRenewedWhileTheNameNodeIsBeingTold() {
        renewer.opened(new OpenFile("c1", 1), now);
        renewer.closed(givenUp(2));
        whileTold = () -> renewer.tick(now + Duration.ofSeconds(31).toNanos());
        tickAfter(Duration.ofSeconds(1));
        assertThat(recoveries).hasSize(1);
        assertThat(renewals)
                .as("from another thread, in a call that takes long")
                .hasSize(1);
    }

    @Test
    void aNameNodeThatDoesNotAnswerIsToldAgainWithTheNextRound() {
        renewer.closed(givenUp(1));
        renewer.closed(givenUp(2));
        reachable = false;
        tickAfter(Duration.ofSeconds(1));
        tickAfter(Duration.ofSeconds(29));
        assertThat(recoveries).as("one is enough").containsExactly(recovery(1));
        tickAfter(Duration.ofSeconds(1));
        assertThat(recoveries).containsExactly(recovery(1), recovery(2));
        assertThat(renewer.hasGivenUp()).isTrue();
        reachable = true;
        tickAfter(Duration.ofSeconds(30));
        tickAfter(Duration.ofMinutes(5));
        assertThat(recoveries.subList(2, 4)).containsExactly(recovery(1), recovery(2));
        assertThat(recoveries).hasSize(4);
        assertThat(renewals).as("nothing is open").isEmpty();
        assertThat(renewer.hasGivenUp()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"SAFE_MODE", "RETRIABLE", "STANDBY", "FAULT"})
    void isToldAgainAfterARefusalThatPasses(ErrorCode code) {
        renewer.closed(givenUp(1));
        refusal = new HdfsException(code, "not now");
        tickAfter(Duration.ofSeconds(1));
        refusal = null;
        tickAfter(Duration.ofSeconds(30));
        tickAfter(Duration.ofSeconds(30));
        assertThat(recoveries).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"FILE_NOT_FOUND", "ACCESS_CONTROL"})
    void isNotToldAgainAfterAFinalRefusal(ErrorCode code) {
        renewer.closed(givenUp(1));
        renewer.closed(givenUp(2));
        refusal = new HdfsException(code, "no");
        tickAfter(Duration.ofSeconds(1));
        tickAfter(Duration.ofSeconds(30));
        assertThat(recoveries).containsExactly(recovery(1), recovery(2));
    }

    @Test
    void aBugMeetsOneFileAtATime() {
        renewer.closed(givenUp(1));
        renewer.closed(givenUp(2));
        refusal = new IllegalStateException("a bug");
        assertThatThrownBy(() -> tickAfter(Duration.ofSeconds(1))).hasMessage("a bug");
        refusal = null;
        tickAfter(Duration.ofSeconds(1));
        tickAfter(Duration.ofSeconds(29));
        assertThat(recoveries).containsExactly(recovery(1), recovery(2), recovery(1));
    }

    @Test
    void aFileThatTheSameClientWritesAgainIsItsOwn() {
        renewer.closed(givenUp(1));
        reachable = false;
        tickAfter(Duration.ofSeconds(1));
        reachable = true;
        renewer.opened(new OpenFile("c1", 1), now);
        tickAfter(Duration.ofMinutes(1));
        assertThat(recoveries).hasSize(1);
        assertThat(renewer.hasGivenUp()).isFalse();
    }

    @Test
    void manyAreToldInSeveralRoundsOrAtOnce() {
        for (int i = 0; i < 3 * GivenUpFiles.BATCH; i++) {
            renewer.closed(givenUp(i));
        }
        tickAfter(Duration.ofSeconds(1));
        assertThat(recoveries).hasSize(GivenUpFiles.BATCH);
        renewer.tellGivenUp(now);
        assertThat(recoveries).hasSize(3 * GivenUpFiles.BATCH).doesNotHaveDuplicates();
    }

    @Test
    void whatIsLostAtTheHardLimitIsGivenUp() {
        renewer.opened(new OpenFile("c1"), now);
        reachable = false;
        tickAfter(Duration.ofMinutes(21));
        reachable = true;
        tickAfter(Duration.ofSeconds(30));
        assertThat(recoveries).contains(recovery(1));
    }
}
