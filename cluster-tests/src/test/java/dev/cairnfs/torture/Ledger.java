package dev.cairnfs.torture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What one writer process has been promised, in a local file that survives its kill -9. What is to be relied on is noted
 * after its acknowledgement, what ends a promise before it is asked for: the ledger may claim too little, never too much.
 * Thread-safe.
 */
final class Ledger implements AutoCloseable {
    /** The kinds of lines. */
    enum Kind {
        /** Asked for now: a file with a replication. */
        CREATING,
        CREATED,
        /** So many bytes are visible. */
        FLUSHED,
        /** So many bytes are on disk. */
        SYNCED,
        /** The file is closed with this length. */
        CLOSED,
        /** Asked for now: more bytes; from here on the file may be longer. */
        APPENDING,
        /** Asked for now: to be cut to this length. */
        TRUNCATING,
        /** Asked for now. */
        DELETING,
        DELETED,
        /** A call failed: nothing is known of what it asked for. */
        FAILED,
        /** The writer itself has seen a promise broken. */
        BROKEN
    }

    /** One line. */
    record Line(Kind kind, String path, long number, String text) {
        static Line parse(String line) {
            String[] parts = line.split(" ", 4);
            return new Line(Kind.valueOf(parts[0]), parts[1], Long.parseLong(parts[2]), parts[3]);
        }

        String format() {
            return kind + " " + path + " " + number + " " + text.replace('\n', ' ') + "\n";
        }
    }

    private final FileChannel file;

    /** The file of a writer's process; its processes are numbered. */
    static Path file(Path directory, int slot, int incarnation) {
        return directory.resolve(slot + "-" + incarnation + ".ledger");
    }

    /** The ledgers of all writers, or of one of them, each writer's in the order of its processes. */
    static List<Path> all(Path directory, String glob) throws IOException {
        List<Path> ledgers = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, glob + "-*.ledger")) {
            found.forEach(ledgers::add);
        }
        ledgers.sort(Comparator.comparingInt(Ledger::incarnation));
        return ledgers;
    }

    private static int incarnation(Path ledger) {
        String name = ledger.getFileName().toString();
        return Integer.parseInt(name.substring(name.indexOf('-') + 1, name.indexOf('.')));
    }

    Ledger(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
    }

    void note(Kind kind, String path, long number) throws IOException {
        note(kind, path, number, "-");
    }

    void note(Kind kind, String path, long number, String text) throws IOException {
        byte[] line = new Line(kind, path, number, text).format().getBytes(StandardCharsets.UTF_8);
        // One call of the system for one line: a kill falls before it or after it.
        file.write(ByteBuffer.wrap(line));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
