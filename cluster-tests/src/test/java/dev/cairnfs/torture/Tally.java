package dev.cairnfs.torture;

import java.io.PrintStream;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what a run did and what it found. Thread-safe. */
final class Tally {
    private static final int DETAILS_MAX = 50;

    private final PrintStream out;
    private final long startedNanos = System.nanoTime();
    private final Map<String, Long> counts = new TreeMap<>();
    private final List<String> broken = new ArrayList<>();
    private long lostBytes;

    Tally(PrintStream out) {
        this.out = out;
    }

    void count(String what) {
        add(what, 1);
    }

    synchronized void add(String what, long number) {
        counts.merge(what, number, Long::sum);
    }

    synchronized long get(String what) {
        return counts.getOrDefault(what, 0L);
    }

    void acknowledged(Ledger.Kind kind, long bytes) {
        switch (kind) {
            case FLUSHED, SYNCED, CLOSED, CREATED, DELETED -> {
                count("acknowledged: " + kind);
                add("acknowledged bytes", bytes);
            }
            case FAILED -> count("calls of writers that failed");
            case APPENDING -> count("appends begun");
            case TRUNCATING -> count("truncates begun");
            case CREATING, DELETING, BROKEN -> {}
        }
    }

    /** A promise was broken. */
    synchronized void broken(String what) {
        count("broken promises");
        if (broken.size() < DETAILS_MAX) {
            broken.add(what);
        }
        say("BROKEN PROMISE: " + what);
    }

    /** A promise was broken, and so many acknowledged bytes are not there. */
    synchronized void lost(long bytes, String what) {
        lostBytes += bytes;
        broken(what);
    }

    synchronized boolean isClean() {
        return broken.isEmpty();
    }

    synchronized List<String> brokenPromises() {
        return List.copyOf(broken);
    }

    synchronized void say(String what) {
        out.println(LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS) + " " + what);
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    synchronized void print() {
        out.println();
        out.printf("%-44s %d s%n", "time", elapsed().toSeconds());
        counts.forEach((what, number) -> out.printf("%-44s %d%n", what, number));
        out.printf("%-44s %d%n", "acknowledged bytes lost", lostBytes);
        broken.forEach(what -> out.println("BROKEN PROMISE: " + what));
    }
}
