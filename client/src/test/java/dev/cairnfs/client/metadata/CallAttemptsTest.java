package dev.cairnfs.client.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallAttemptsTest {
    private static final TransportSettings SETTINGS = TransportSettings.STANDARD.withRefusals(
            new RefusalRetries(6, Duration.ofMillis(500), Duration.ofSeconds(4), Duration.ofSeconds(10)));
    private final IOException silence = new IOException("reset");

    private long now = 5;

    private static HdfsException refusal(ErrorCode code) {
        return new HdfsException(code, "not now");
    }

    /** With random numbers that leave every pause as it is. */
    private CallAttempts attempts(boolean changes) {
        return new CallAttempts("POST /x", changes, SETTINGS, () -> 0.5, now);
    }

    /** The pauses until the call fails. */
    private List<Long> pausesOf(CallAttempts attempts, HdfsException refusal) {
        List<Long> pauses = new ArrayList<>();
        try {
            while (true) {
                long pause = attempts.refused(refusal, now);
                pauses.add(pause);
                now += Duration.ofMillis(pause).toNanos();
            }
        } catch (IOException last) {
            assertThat(last).isSameAs(refusal);
        }
        return pauses;
    }

    @Test
    void pausesDoubleUpToALimitAndSoDoRetries() {
        assertThat(pausesOf(attempts(true), refusal(ErrorCode.RETRIABLE)))
                .containsExactly(500L, 1000L, 2000L, 4000L, 4000L, 4000L);
    }

    @Test
    void pausesVaryByHalf() throws IOException {
        for (double random : new double[] {0, 0.999}) {
            CallAttempts attempts = new CallAttempts("POST /x", true, SETTINGS, () -> random, now);
            assertThat(attempts.refused(refusal(ErrorCode.RETRIABLE), now)).isBetween(250L, 750L);
        }
    }

    @Test
    void safeModeIsWaitedForSoLongAndNoLonger() {
        assertThat(pausesOf(attempts(true), refusal(ErrorCode.SAFE_MODE)))
                .containsExactly(500L, 1000L, 2000L, 4000L, 2500L);
        CallAttempts impatient = new CallAttempts(
                "POST /x", true, SETTINGS.withRefusals(SETTINGS.refusals().withoutSafeModeWait()), () -> 0.5, now);
        assertThat(pausesOf(impatient, refusal(ErrorCode.SAFE_MODE))).isEmpty();
        assertThat(pausesOf(impatient, refusal(ErrorCode.RETRIABLE))).hasSize(6);
    }

    @Test
    void everyOtherRefusalIsFinal() {
        for (ErrorCode code : ErrorCode.values()) {
            if (code != ErrorCode.RETRIABLE && code != ErrorCode.SAFE_MODE) {
                assertThat(pausesOf(attempts(true), refusal(code)))
                        .as(code.name())
                        .isEmpty();
            }
        }
    }

    @Test
    void anAnswerBeginsTheTimeAnewThatSilenceMayTake() throws IOException {
        CallAttempts attempts = attempts(true);
        assertThat(attempts.unreached(silence, now)).isEqualTo(20);
        assertThat(attempts.unreached(silence, now)).isEqualTo(40);
        now += SETTINGS.retryWindow().toNanos();
        attempts.refused(refusal(ErrorCode.SAFE_MODE), now);
        now += SETTINGS.retryWindow().toNanos() - 1;
        assertThat(attempts.unreached(silence, now)).isEqualTo(20);
        now++;
        assertThatThrownBy(() -> attempts.unreached(silence, now))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("POST /x failed: reset");
    }

    @Test
    void whatMayHaveBeenDoneIsUnknownInTheEnd() throws IOException {
        CallAttempts silent = attempts(true);
        silent.unanswered(silence, now);
        silent.unanswered(silence, now);
        assertThatThrownBy(() -> silent.unanswered(silence, now)).isInstanceOf(OutcomeUnknownException.class);

        CallAttempts thenBusy = attempts(true);
        thenBusy.unanswered(silence, now);
        for (int i = 0; i < SETTINGS.refusals().retriesMax(); i++) {
            thenBusy.refused(refusal(ErrorCode.RETRIABLE), now);
        }
        assertThatThrownBy(() -> thenBusy.refused(refusal(ErrorCode.RETRIABLE), now))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasCauseInstanceOf(HdfsException.class);

        CallAttempts reading = attempts(false);
        reading.unanswered(silence, now);
        reading.unanswered(silence, now);
        assertThatThrownBy(() -> reading.unanswered(silence, now)).isExactlyInstanceOf(IOException.class);
    }
}
