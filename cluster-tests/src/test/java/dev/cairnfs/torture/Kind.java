package dev.cairnfs.torture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The kinds of runs. */
enum Kind {
    KILL("kill"),
    POWER_CUT_NAMENODE("power-cut-namenode"),
    POWER_CUT_DATANODE("power-cut-datanode"),
    FULL_DISK("full-disk");

    private final String word;

    Kind(String word) {
        this.word = word;
    }

    /** How it is called on the command line. */
    String word() {
        return word;
    }

    static String words() {
        return Arrays.stream(values()).map(Kind::word).collect(Collectors.joining("|"));
    }

    static Kind of(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown kind '" + word + "'"));
    }

    /** Why it cannot run on this machine, or an empty text. */
    String whyNot(Path scratch) {
        return switch (this) {
            case KILL -> "";
            case POWER_CUT_NAMENODE, POWER_CUT_DATANODE -> PowerCutDisk.whyNot(scratch);
            case FULL_DISK -> SmallDisk.whyNot(scratch);
        };
    }

    Scenario scenario(RunContext context) throws IOException {
        return switch (this) {
            case KILL -> new KillScenario(context);
            case POWER_CUT_NAMENODE -> new NameNodeCutScenario(context);
            case POWER_CUT_DATANODE -> new DataNodeCutScenario(context);
            case FULL_DISK -> new FullDiskScenario(context);
        };
    }
}
