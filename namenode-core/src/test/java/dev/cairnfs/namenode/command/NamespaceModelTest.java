package dev.cairnfs.namenode.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.ContentSummary;
import dev.cairnfs.shared.model.DirectoryListing;
import dev.cairnfs.shared.model.FileStatus;
import dev.cairnfs.shared.path.HdfsPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random operations: planners and {@link ModelTree} must agree in every answer and in the tree that they lead to. */
class NamespaceModelTest {
    private static final int STEPS = 500;
    private static final String[] NAMES = {"a", "b", "c"};

    static List<Long> seeds() {
        return List.of(1L, 2L, 3L, System.nanoTime());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithTheModel(long seed) throws Exception {
        Random random = new Random(seed);
        Core core = new Core();
        ModelTree model = new ModelTree();
        core.settings = Core.settings(100, 255, 10, 2);
        for (int step = 0; step < STEPS; step++) {
            core.wallMillis++;
            step(core, model, random, "seed " + seed + " step " + step);
        }
        assertThat(all(core)).isEqualTo(model.all());
        assertThat(Dump.of(replayed(core))).isEqualTo(Dump.of(core.namespace));
    }

    private static void step(Core core, ModelTree model, Random random, String where) {
        String p = path(random);
        String q = path(random);
        boolean flag = random.nextBoolean();
        boolean second = random.nextInt(4) > 0;
        String before = Dump.of(core.namespace);
        String expected;
        String actual;
        String what;
        switch (random.nextInt(9)) {
            case 0 -> {
                what = "mkdirs " + p + " " + second;
                expected = model.mkdirs(p, second);
                actual = run(core, new Mkdirs(path(p), 0755, second));
            }
            case 1, 2 -> {
                what = "create " + p + " " + flag + " " + second;
                expected = model.create(p, flag, second);
                actual = create(core, new Create(path(p), 0644, "client", "m", flag, second, 1, 0));
            }
            case 3 -> {
                what = "delete " + p + " " + flag;
                expected = model.delete(p, flag);
                actual = run(core, new Delete(path(p), flag));
            }
            case 4, 5 -> {
                what = "rename " + p + " " + q;
                expected = model.rename(p, q);
                actual = run(core, new Rename(path(p), path(q)));
            }
            case 6 -> {
                what = "rename2 " + p + " " + q + " " + flag;
                expected = model.rename2(p, q, flag);
                actual = run(core, new Rename2(path(p), path(q), flag));
            }
            case 7 -> {
                what = "list " + p;
                expected = model.list(p);
                actual = list(core, path(p));
            }
            case 8 -> {
                what = "count " + p;
                expected = model.count(p);
                actual = count(core, path(p));
            }
            default -> throw new AssertionError();
        }
        assertThat(actual).as(where + ": " + what).isEqualTo(expected);
        if (!actual.equals("true")) {
            assertThat(Dump.of(core.namespace)).as(where + ": " + what).isEqualTo(before);
        }
        if (random.nextInt(20) == 0) {
            run(core, new ReclaimDeleted(1 + random.nextInt(5)));
        }
    }

    private static String path(Random random) {
        int depth = random.nextInt(5);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            text.append('/').append(NAMES[random.nextInt(NAMES.length)]);
        }
        return depth == 0 ? "/" : text.toString();
    }

    private static HdfsPath path(String text) {
        return Core.path(text);
    }

    private static String run(Core core, Command<Boolean> command) {
        try {
            return core.run(Core.HDFS, command).toString();
        } catch (HdfsException e) {
            return e.code().toString();
        }
    }

    /** Closes the file at once, so that the model need not know of leases. */
    private static String create(Core core, Create create) {
        try {
            FileStatus made = core.run(Core.HDFS, create);
            return core.run(Core.HDFS, new Complete(create.path(), made.fileId(), "client", null))
                    .toString();
        } catch (HdfsException e) {
            return e.code().toString();
        }
    }

    private static String list(Core core, HdfsPath path) {
        List<String> names = new ArrayList<>();
        String after = "";
        try {
            DirectoryListing page;
            do {
                page = core.read(Core.HDFS, new GetListing(path, after));
                for (FileStatus entry : page.entries()) {
                    if (!entry.name().isEmpty()) {
                        names.add(entry.name());
                        after = entry.name();
                    }
                }
            } while (page.remaining() > 0);
            return names.toString();
        } catch (HdfsException e) {
            return e.code().toString();
        }
    }

    private static String count(Core core, HdfsPath path) {
        try {
            ContentSummary summary = core.read(Core.HDFS, new GetContentSummary(path));
            return summary.directoryCount() + " " + summary.fileCount();
        } catch (HdfsException e) {
            return e.code().toString();
        }
    }

    private static List<String> all(Core core) {
        List<String> found = new ArrayList<>();
        collect(core.namespace, Namespace.ROOT_ID, found);
        found.sort(null);
        return found;
    }

    private static void collect(Namespace namespace, long id, List<String> found) {
        found.add(namespace.pathOf(id));
        if (namespace.inodes().isDirectory(id)) {
            namespace.inodes().forEachChild(id, HdfsPath.nameBytes(""), child -> {
                collect(namespace, child, found);
                return true;
            });
        }
    }

    /** The same records once more, as after a restart. */
    private static Namespace replayed(Core core) {
        Namespace copy = new Namespace("hdfs", "supergroup", new FakeBlocks());
        for (EditRecord record : core.journal) {
            copy.replay(copy.lastTxid() + 1, record);
        }
        return copy;
    }
}
