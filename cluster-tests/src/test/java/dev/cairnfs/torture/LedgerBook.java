package dev.cairnfs.torture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All ledgers of a run, read again and again while they grow. Thread-safe. */
final class LedgerBook {
    private static final int MAX_GROWTH = 8 << 20;

    private final Path directory;
    private final Tally tally;
    private final Map<Path, Long> readUpTo = new HashMap<>();
    private final Map<String, PromisedFile> files = new LinkedHashMap<>();
    private long era;

    LedgerBook(Path directory, Tally tally) {
        this.directory = directory;
        this.tally = tally;
    }

    /** A new time begins, with a fault that may take what was only flushed before it. */
    synchronized void nextEra() {
        era++;
    }

    synchronized long era() {
        return era;
    }

    /** Takes in what the ledgers have more. */
    synchronized void refresh() throws IOException {
        for (Path ledger : Ledger.all(directory, "*")) {
            refresh(ledger);
        }
    }

    private void refresh(Path ledger) throws IOException {
        long from = readUpTo.getOrDefault(ledger, 0L);
        if (Files.size(ledger) == from) {
            return;
        }
        byte[] bytes;
        try (FileChannel channel = FileChannel.open(ledger, StandardOpenOption.READ)) {
            ByteBuffer growth = ByteBuffer.allocate((int) Math.min(MAX_GROWTH, channel.size() - from));
            while (growth.hasRemaining() && channel.read(growth, from + growth.position()) >= 0) {}
            bytes = growth.array();
        }
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                apply(Ledger.Line.parse(new String(bytes, start, i - start, StandardCharsets.UTF_8)));
                start = i + 1;
            }
        }
        readUpTo.put(ledger, from + start);
    }

    private void apply(Ledger.Line line) {
        if (line.kind() == Ledger.Kind.BROKEN) {
            tally.broken(line.path() + ": " + line.text());
        }
        PromisedFile file =
                files.computeIfAbsent(line.path(), path -> new PromisedFile(path, (int) line.number(), era));
        long before = file.state().visible();
        file.apply(line);
        tally.acknowledged(line.kind(), Math.max(0, file.state().visible() - before));
        if (file.state().deleted()) {
            files.remove(line.path());
        }
    }

    /** The files that may be there, the oldest first. */
    synchronized List<PromisedFile.State> states() {
        List<PromisedFile.State> states = new ArrayList<>();
        files.values().forEach(file -> states.add(file.state()));
        return states;
    }

    /** How a file stands by all that the ledgers say now; one that is deleted is as it was at last. */
    synchronized PromisedFile.State now(PromisedFile.State before) throws IOException {
        refresh();
        PromisedFile file = files.get(before.path());
        return file == null
                ? new PromisedFile.State(
                        before.path(),
                        before.replication(),
                        before.era(),
                        true,
                        true,
                        true,
                        false,
                        0,
                        0,
                        0,
                        before.changes() + 1)
                : file.state();
    }

    /** A reader was shown so many bytes of the file as it stood then. */
    synchronized void seen(PromisedFile.State then, long length) {
        PromisedFile file = files.get(then.path());
        if (file != null && file.state().changes() == then.changes()) {
            file.seen(length);
        }
    }
}
