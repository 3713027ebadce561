package dev.cairnfs.webui.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.BlockConstructionState;
import dev.cairnfs.shared.model.BlockRecoveryStatus;
import dev.cairnfs.shared.model.LeaseInfo;
import dev.cairnfs.shared.model.OpenBlock;
import dev.cairnfs.webui.LeasesView;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is promised on the Leases page is what the NameNode does in each state. */
final class LeaseTextTest {
    private static final LeasesView.Limits LIMITS = new LeasesView.Limits(60_000, 1_200_000);

    private static LeaseText of(long age, @Nullable BlockConstructionState state) {
        return LeaseText.of(lease("client", age, state, null), LIMITS, false);
    }

    private static LeaseText of(BlockRecoveryStatus recovery) {
        LeaseInfo lease = lease(LeasesView.RECOVERY_HOLDER, 0, BlockConstructionState.UNDER_RECOVERY, recovery);
        return LeaseText.of(lease, LIMITS, false);
    }

    private static LeaseInfo lease(
            String holder, long age, @Nullable BlockConstructionState state, @Nullable BlockRecoveryStatus recovery) {
        OpenBlock last = state == null ? null : new OpenBlock(new Block(7, 1_001, 0), state, 0, recovery);
        return new LeaseInfo("/a", 1, holder, "", age, last);
    }

    @Test
    void theLimitsThemselvesAreInTime() {
        assertThat(of(60_000, null).group()).isEqualTo(LeaseText.Group.IN_TIME);
        assertThat(of(60_001, null).group()).isEqualTo(LeaseText.Group.LATE);
        assertThat(of(1_200_000, null).tone()).isEqualTo(Tone.WARN);
        assertThat(of(1_200_001, null).tone()).isEqualTo(Tone.BAD);
    }

    @Test
    void onlyAnUnfinishedLastBlockNeedsARecovery() {
        for (long age : new long[] {5_000, 70_000, 1_300_000}) {
            assertThat(of(age, BlockConstructionState.UNDER_CONSTRUCTION).next())
                    .contains("recovered");
            assertThat(of(age, BlockConstructionState.COMMITTED).next())
                    .doesNotContain("recovered")
                    .contains("reported");
            assertThat(of(age, BlockConstructionState.COMPLETE).next()).endsWith("nothing must be recovered.");
            assertThat(of(age, null).next()).endsWith("nothing must be recovered.");
        }
    }

    @Test
    void itIsSaidWhenItHappens() {
        assertThat(of(5_000, null).next())
                .isEqualTo("If the writer falls silent, another one may take the file over in 55 s, and in 19 min 55 s"
                        + " the NameNode closes it; nothing must be recovered.");
        assertThat(of(70_000, null).next())
                .startsWith("Another writer that asks for the file gets it at once. If nobody does, in 18 min 50 s");
        assertThat(of(1_300_000, null).next()).startsWith("Within seconds the NameNode closes it");
        LeaseInfo late = lease("client", 1_300_000, null, null);
        assertThat(LeaseText.of(late, LIMITS, true).next())
                .as("the lease monitor rests in safe mode")
                .startsWith("Nothing while safe mode is on. After that: Within seconds");
    }

    @Test
    void aRecoveryTellsHowFarItIs() {
        LeaseText running = of(new BlockRecoveryStatus(1_009, "dn2:9866", 2, 31_000, false, List.of()));
        assertThat(running.group()).isEqualTo(LeaseText.Group.RECOVERING);
        assertThat(running.recovery()).isEqualTo("id 1009, attempt 2 at dn2:9866, for 31 s");
        assertThat(running.holder()).isEqualTo("the NameNode itself");
        assertThat(running.block()).isEqualTo("blk_7_1001");
        assertThat(running.next()).contains("the file closes").contains("another one is asked");
        LeaseText inVain = of(new BlockRecoveryStatus(1_012, "dn2:9866", 4, 31_000, true, List.of()));
        assertThat(inVain.group()).as("three DataNodes were asked in vain").isEqualTo(LeaseText.Group.STALLED);
        assertThat(inVain.next()).contains("tried again and again");
        LeaseText waiting = of(new BlockRecoveryStatus(0, "", 0, 60_000, true, List.of("dn4:9866", "dn5:9866")));
        assertThat(waiting.group()).isEqualTo(LeaseText.Group.STALLED);
        assertThat(waiting.tone()).isEqualTo(Tone.BAD);
        assertThat(waiting.next()).startsWith("Waits for dn4:9866, dn5:9866,");
    }

    /** After a restart the NameNode holds the lease still, and has not begun anew. */
    @Test
    void whoeverIsShutOutStaysSo() {
        LeaseInfo lease = lease(LeasesView.RECOVERY_HOLDER, 0, BlockConstructionState.UNDER_CONSTRUCTION, null);
        LeaseText text = LeaseText.of(lease, LIMITS, false);
        assertThat(text.group()).isEqualTo(LeaseText.Group.RECOVERING);
        assertThat(text.next()).contains("recovered within a minute");
    }

    @Test
    void whatIsWithheldIsNoEmptyName() {
        LeaseText text = LeaseText.of(lease("", 0, null, null), LIMITS, false);
        assertThat(text.holder()).isEqualTo("shown to superusers only");
        assertThat(text.machine()).isEqualTo("machine unknown");
    }
}
