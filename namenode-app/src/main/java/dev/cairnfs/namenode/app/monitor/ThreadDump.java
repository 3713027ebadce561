package dev.cairnfs.namenode.app.monitor;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/** All threads with their stacks, for {@code /stacks}. */
final class ThreadDump {
    private ThreadDump() {}

    static String text() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        ThreadInfo[] infos = threads.dumpAllThreads(true, true);
        StringBuilder out = new StringBuilder(infos.length * 1024);
        out.append("Process Thread Dump:\n").append(infos.length).append(" active threads\n");
        for (ThreadInfo info : infos) {
            thread(info, out);
        }
        return out.toString();
    }

    private static void thread(ThreadInfo info, StringBuilder out) {
        out.append("Thread ").append(info.getThreadId());
        out.append(" (").append(info.getThreadName()).append("):\n");
        out.append("  State: ").append(info.getThreadState()).append('\n');
        out.append("  Blocked count: ").append(info.getBlockedCount()).append('\n');
        out.append("  Waited count: ").append(info.getWaitedCount()).append('\n');
        if (info.getLockName() != null) {
            out.append("  Waiting on ").append(info.getLockName()).append('\n');
        }
        if (info.getLockOwnerName() != null) {
            out.append("  Held by ").append(info.getLockOwnerId());
            out.append(" (").append(info.getLockOwnerName()).append(")\n");
        }
        out.append("  Stack:\n");
        for (StackTraceElement frame : info.getStackTrace()) {
            out.append("    ").append(frame).append('\n');
        }
    }
}
