package dev.cairnfs.namenode.loop;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** When which periodic task is due. A task that was missed several times runs once. */
final class Timers {
    private final List<PeriodicTask> tasks;
    private final long[] dueMillis;

    Timers(List<PeriodicTask> tasks, long nowMillis) {
        this.tasks = List.copyOf(tasks);
        this.dueMillis = new long[tasks.size()];
        for (int i = 0; i < dueMillis.length; i++) {
            dueMillis[i] = nowMillis + tasks.get(i).period().toMillis();
        }
    }

    /** The next task that is due, which counts as run then; null when there is none. */
    @Nullable
    PeriodicTask nextDue(long nowMillis) {
        for (int i = 0; i < dueMillis.length; i++) {
            if (dueMillis[i] <= nowMillis) {
                dueMillis[i] = nowMillis + tasks.get(i).period().toMillis();
                return tasks.get(i);
            }
        }
        return null;
    }

    /** When the next task is due; Long.MAX_VALUE without tasks. */
    long nextMillis() {
        long next = Long.MAX_VALUE;
        for (long due : dueMillis) {
            next = Math.min(next, due);
        }
        return next;
    }
}
