package dev.cairnfs.torture;

import dev.cairnfs.client.CairnFileSystem;
import dev.cairnfs.client.CairnInputStream;
import dev.cairnfs.client.CairnOutputStream;
import dev.cairnfs.client.CreateOptions;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.FileStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes, changes, renames and deletes in a directory that nobody else touches. Because each call is repeated under one id
 * until it is answered, an answer other than the one that the model expects is a broken promise, too: a call was done
 * twice, or what an earlier one did is gone. One thread at a time.
 */
final class NamespaceWorker {
    private static final int ENTRIES_MAX = 60;
    private static final int LENGTH = 3000;

    private final CairnFileSystem files;
    private final String directory;
    private final RunContext context;
    private final SplittableRandom random;
    private final Map<String, Entry> model = new TreeMap<>();
    /** Names of whose last change nothing is known. */
    private final Set<String> unknown = new TreeSet<>();

    private int number;

    /** What is promised of a name. The content's key goes with the file when it is renamed. */
    private record Entry(boolean isDirectory, long length, long key, int permission, int replication) {}

    NamespaceWorker(CairnFileSystem files, String directory, RunContext context, SplittableRandom random) {
        this.files = files;
        this.directory = directory;
        this.context = context;
        this.random = random;
    }

    /** One change. */
    void step() {
        List<String> names = new ArrayList<>(model.keySet());
        String name = names.isEmpty() ? null : names.get(random.nextInt(names.size()));
        int choice = random.nextInt(100);
        if (name == null || (names.size() < ENTRIES_MAX && choice < 55)) {
            make("e" + ++number, choice);
        } else if (choice < 65) {
            rename(name, "e" + ++number);
        } else if (choice < 80) {
            setPermission(name);
        } else if (choice < 88) {
            setReplication(name);
        } else {
            delete(name);
        }
    }

    private void make(String name, int choice) {
        String path = path(name);
        if (choice < 30) {
            change(new String[] {name}, () -> {
                expect(files.mkdirs(path, 0755), "mkdirs", path);
                model.put(name, new Entry(true, 0, 0, 0755, 0));
            });
        } else {
            int length = choice < 42 ? 0 : 1 + random.nextInt(LENGTH);
            change(new String[] {name}, () -> {
                long key = Pattern.key(context.seed(), path);
                CreateOptions options = CreateOptions.STANDARD
                        .withOverwrite(false)
                        .withPermission(0644)
                        .withReplication(1)
                        .withEmpty(length == 0);
                try (CairnOutputStream out = files.create(path, options)) {
                    byte[] bytes = new byte[length];
                    Pattern.fill(key, 0, bytes, length);
                    out.write(bytes, 0, length);
                }
                model.put(name, new Entry(false, length, key, 0644, 1));
                context.tally().add("acknowledged bytes", length);
            });
        }
    }

    private void rename(String from, String to) {
        change(new String[] {from, to}, () -> {
            expect(files.rename(path(from), path(to)), "rename", path(from));
            Entry entry = model.remove(from);
            if (entry != null) {
                model.put(to, entry);
            }
        });
    }

    private void setPermission(String name) {
        int permission = 0700 + random.nextInt(64);
        change(new String[] {name}, () -> {
            files.setPermission(path(name), permission);
            model.computeIfPresent(
                    name, (n, e) -> new Entry(e.isDirectory(), e.length(), e.key(), permission, e.replication()));
        });
    }

    private void setReplication(String name) {
        Entry entry = model.get(name);
        if (entry == null || entry.isDirectory()) {
            return;
        }
        int replication = 1 + random.nextInt(3);
        change(new String[] {name}, () -> {
            expect(files.setReplication(path(name), replication), "setReplication", path(name));
            model.put(name, new Entry(false, entry.length(), entry.key(), entry.permission(), replication));
        });
    }

    private void delete(String name) {
        change(new String[] {name}, () -> {
            expect(files.delete(path(name), true), "delete", path(name));
            model.remove(name);
        });
    }

    private void expect(boolean answer, String call, String path) {
        if (!answer) {
            context.tally().broken(call + " of " + path + " answers that there was nothing to do");
        }
    }

    private interface Change {
        void run() throws IOException;
    }

    private void change(String[] names, Change change) {
        try {
            change.run();
            context.tally().count("acknowledged changes of the namespace");
        } catch (HdfsException e) {
            if (e.code() == ErrorCode.FILE_NOT_FOUND || e.code() == ErrorCode.FILE_ALREADY_EXISTS) {
                context.tally().broken("an earlier change is gone, or this one was done twice: " + e);
            }
            forget(names);
        } catch (IOException e) {
            forget(names);
        }
    }

    /** Nothing is known of these any more. */
    private void forget(String[] names) {
        context.tally().count("changes of unknown outcome");
        for (String name : names) {
            model.remove(name);
            unknown.add(name);
        }
    }

    private String path(String name) {
        return directory + "/" + name;
    }

    /** Compares everything. Names of unknown outcome are deleted. */
    void check() throws IOException {
        Map<String, FileStatus> found = new HashMap<>();
        try {
            files.listStatus(directory).forEach(status -> found.put(status.name(), status));
        } catch (HdfsException e) {
            if (e.code() != ErrorCode.FILE_NOT_FOUND || !model.isEmpty()) {
                throw e;
            }
        }
        for (String name : unknown) {
            files.delete(path(name), true);
            found.remove(name);
        }
        unknown.clear();
        for (Map.Entry<String, Entry> promised : model.entrySet()) {
            check(promised.getKey(), promised.getValue(), found.remove(promised.getKey()));
            context.tally().count("checks of names");
        }
        found.keySet().forEach(name -> context.tally().broken(path(name) + " is there, but was deleted or renamed"));
    }

    private void check(String name, Entry promised, @Nullable FileStatus found) throws IOException {
        if (found == null) {
            context.tally().lost(promised.length(), path(name) + " is not there: " + promised);
            return;
        }
        boolean same = found.isDirectory() == promised.isDirectory()
                && found.length() == promised.length()
                && found.permission() == promised.permission()
                && found.replication() == promised.replication();
        if (!same) {
            context.tally().broken(path(name) + " is " + found + ", not " + promised);
        }
        if (promised.length() > 0 && random.nextInt(4) == 0) {
            byte[] bytes;
            try (CairnInputStream in = files.open(path(name))) {
                bytes = in.readAllBytes();
            }
            if (bytes.length != promised.length() || Pattern.mismatch(promised.key(), 0, bytes, bytes.length) >= 0) {
                context.tally().lost(promised.length(), path(name) + " has other content");
            }
            context.tally().add("bytes compared", bytes.length);
        }
    }
}
