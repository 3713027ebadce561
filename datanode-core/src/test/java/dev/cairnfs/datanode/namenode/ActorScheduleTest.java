package dev.cairnfs.datanode.namenode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ActorScheduleTest {
    @Test
    void triesAgainSoonAtFirstAndThenLaterEachTime() {
        ActorSchedule schedule = new ActorSchedule(0);
        List<Long> pausesMillis = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 30; i++) {
            assertThat(schedule.next(now)).isEqualTo(ActorSchedule.Step.REGISTER);
            schedule.failed(now);
            long wait = schedule.waitNanos(now);
            pausesMillis.add(wait / 1_000_000);
            now += wait;
        }
        assertThat(pausesMillis.subList(0, 25)).containsOnly(200L);
        assertThat(pausesMillis.subList(25, 30)).containsExactly(400L, 800L, 1600L, 3000L, 3000L);
    }
}
