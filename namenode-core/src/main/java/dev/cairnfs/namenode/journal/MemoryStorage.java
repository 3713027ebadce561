package dev.cairnfs.namenode.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A directory in memory that behaves like a disk: a crash keeps what was synced, and of the rest a chosen subset, sector
 * by sector. Directory entries that were not synced survive as a prefix in their order, as on a journaling file system.
 * For tests and the simulator; not thread-safe.
 */
public final class MemoryStorage implements JournalStorage {
    private static final int SECTOR_BYTES = 512;

    /** Decides what goes wrong; called before every step that changes something. */
    public interface Faults {
        Faults NONE = (step, file) -> {};

        /** Throws to make the step fail; an unchecked exception stands for a crash at this point. */
        void before(String step, String file) throws IOException;

        /** Throws to make a read fail. */
        default void beforeRead(String file, long position, int length) throws IOException {}

        /** How many bytes of a write are taken. */
        default int writable(String file, int length) {
            return length;
        }
    }

    private final String location;
    private final SortedMap<String, Content> names = new TreeMap<>();
    private final SortedMap<String, Content> durableNames = new TreeMap<>();
    private final List<Runnable> pendingEntries = new ArrayList<>();
    private Faults faults = Faults.NONE;

    public MemoryStorage(String location) {
        this.location = location;
    }

    public void setFaults(Faults faults) {
        this.faults = faults;
    }

    public boolean hasFaults() {
        return faults != Faults.NONE;
    }

    /** The directory as it is found after the machine has lost its power. */
    public MemoryStorage afterPowerCut(RandomGenerator random) {
        int kept = random.nextInt(pendingEntries.size() + 1);
        // The pending entries act on durableNames, so they run there and are taken back afterwards.
        SortedMap<String, Content> before = new TreeMap<>(durableNames);
        pendingEntries.subList(0, kept).forEach(Runnable::run);
        SortedMap<String, Content> found = new TreeMap<>(durableNames);
        durableNames.clear();
        durableNames.putAll(before);
        IdentityHashMap<Content, Content> survivors = new IdentityHashMap<>();
        MemoryStorage result = new MemoryStorage(location);
        found.forEach((name, content) ->
                result.putDurable(name, survivors.computeIfAbsent(content, lost -> lost.afterPowerCut(random))));
        return result;
    }

    /** The directory as it is found after the process was killed: the operating system has kept everything. */
    public MemoryStorage afterKill() {
        MemoryStorage result = new MemoryStorage(location);
        names.forEach((name, content) -> result.putDurable(name, Content.durable(content.bytes())));
        return result;
    }

    private void putDurable(String name, Content content) {
        names.put(name, content);
        durableNames.put(name, content);
    }

    /** A file's present content. */
    public byte[] content(String name) {
        Content content = names.get(name);
        if (content == null) {
            throw new IllegalArgumentException("no file " + name + " in " + location);
        }
        return content.bytes();
    }

    /** Puts a file there, durably. */
    public void put(String name, byte[] content) {
        putDurable(name, Content.durable(content));
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public List<String> list() {
        return List.copyOf(names.keySet());
    }

    @Override
    public JournalFile create(String name) throws IOException {
        faults.before("create", name);
        if (names.containsKey(name)) {
            throw new FileAlreadyExistsException(location + "/" + name);
        }
        Content content = Content.durable(new byte[0]);
        names.put(name, content);
        pendingEntries.add(() -> durableNames.put(name, content));
        return new Handle(name, content);
    }

    @Override
    public JournalFile open(String name) throws IOException {
        return new Handle(name, existing(name));
    }

    private Content existing(String name) throws NoSuchFileException {
        Content content = names.get(name);
        if (content == null) {
            throw new NoSuchFileException(location + "/" + name);
        }
        return content;
    }

    @Override
    public void rename(String from, String to) throws IOException {
        faults.before("rename", from);
        Content content = existing(from);
        names.remove(from);
        names.put(to, content);
        pendingEntries.add(() -> {
            durableNames.remove(from);
            durableNames.put(to, content);
        });
    }

    @Override
    public void delete(String name) throws IOException {
        faults.before("delete", name);
        existing(name);
        names.remove(name);
        pendingEntries.add(() -> durableNames.remove(name));
    }

    @Override
    public void sync() throws IOException {
        faults.before("sync directory", "");
        pendingEntries.forEach(Runnable::run);
        pendingEntries.clear();
    }

    /** A file's bytes: what is durable, and the changes since. */
    private static final class Content {
        private byte[] data;
        private int size;
        private byte[] durable;
        private final List<Change> changes = new ArrayList<>();

        /** Writes or truncates, when a crash has kept it. */
        private interface Change {
            void applyTo(Content found, RandomGenerator random);
        }

        private Content(byte[] durable) {
            this.durable = durable;
            this.data = durable.clone();
            this.size = durable.length;
        }

        static Content durable(byte[] bytes) {
            return new Content(bytes);
        }

        byte[] bytes() {
            return Arrays.copyOf(data, size);
        }

        void write(int position, byte[] bytes) {
            apply(position, bytes);
            changes.add((found, random) -> keepSomeSectors(found, position, bytes, random));
        }

        void truncate(int length) {
            if (length < size) {
                Arrays.fill(data, length, size, (byte) 0);
                size = length;
                changes.add((found, random) -> {
                    if (random.nextBoolean()) {
                        found.truncate(length);
                    }
                });
            }
        }

        private void apply(int position, byte[] bytes) {
            int end = position + bytes.length;
            if (end > data.length) {
                data = Arrays.copyOf(data, Math.max(end, data.length * 2));
            }
            System.arraycopy(bytes, 0, data, position, bytes.length);
            size = Math.max(size, end);
        }

        void force() {
            durable = bytes();
            changes.clear();
        }

        Content afterPowerCut(RandomGenerator random) {
            Content found = new Content(durable);
            changes.forEach(change -> change.applyTo(found, random));
            found.force();
            return found;
        }

        private static void keepSomeSectors(Content found, int position, byte[] bytes, RandomGenerator random) {
            int from = 0;
            while (from < bytes.length) {
                int sectorEnd = ((position + from) / SECTOR_BYTES + 1) * SECTOR_BYTES - position;
                int to = Math.min(bytes.length, sectorEnd);
                if (random.nextBoolean()) {
                    found.apply(position + from, Arrays.copyOfRange(bytes, from, to));
                }
                from = to;
            }
        }
    }

    private final class Handle implements JournalFile {
        private final String name;
        private final Content content;

        Handle(String name, Content content) {
            this.name = name;
            this.content = content;
        }

        @Override
        public int write(ByteBuffer bytes, long position) throws IOException {
            faults.before("write", name);
            byte[] taken = new byte[faults.writable(name, bytes.remaining())];
            bytes.get(taken);
            content.write(Math.toIntExact(position), taken);
            return taken.length;
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            faults.beforeRead(name, position, into.remaining());
            int available = content.size - Math.toIntExact(position);
            if (available <= 0) {
                return -1;
            }
            int length = Math.min(available, into.remaining());
            into.put(content.data, Math.toIntExact(position), length);
            return length;
        }

        @Override
        public long size() {
            return content.size;
        }

        @Override
        public void truncate(long size) throws IOException {
            faults.before("truncate", name);
            content.truncate(Math.toIntExact(size));
        }

        @Override
        public void force() throws IOException {
            faults.before("force", name);
            content.force();
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
