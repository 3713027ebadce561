package dev.cairnfs.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** CPU time of other processes, read from {@code /proc/PID/stat} (proc(5): fields 14 and 15, in clock ticks). */
final class CpuTime {
    /** Linux reports in USER_HZ, which is 100 on every common architecture. */
    private static final double TICKS_PER_SECOND = 100;

    private CpuTime() {}

    /** User and system time that the processes have used so far, in seconds. */
    static double seconds(List<Long> pids) throws IOException {
        long ticks = 0;
        for (long pid : pids) {
            ticks += ticks(Files.readString(Path.of("/proc/" + pid + "/stat")));
        }
        return ticks / TICKS_PER_SECOND;
    }

    /** User and system ticks in a process's status line. */
    static long ticks(String stat) {
        // The command's name stands in parentheses and may hold blanks.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }
}
