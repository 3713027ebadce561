package dev.cairnfs.namenode.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.blocks.RememberedDatanode;
import dev.cairnfs.namenode.blocks.RememberedDatanodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownDatanodesTest {
    @TempDir
    Path temp;

    private KnownDatanodes known = new KnownDatanodes(List.of());

    @BeforeEach
    void makeDirectories() throws IOException {
        Files.createDirectories(temp.resolve("a/current"));
        Files.createDirectories(temp.resolve("b/current"));
    }

    /** The next run, with what it finds. */
    private RememberedDatanodes restart(boolean noBlocks) {
        known = new KnownDatanodes(List.of(new NameDirectory(temp.resolve("a")), new NameDirectory(temp.resolve("b"))));
        return known.read(noBlocks);
    }

    private static RememberedDatanodes all(String... uuids) {
        return new RememberedDatanodes(nodes(uuids), true);
    }

    private static RememberedDatanodes some(String... uuids) {
        return new RememberedDatanodes(nodes(uuids), false);
    }

    private static List<RememberedDatanode> nodes(String... uuids) {
        return Stream.of(uuids).map(KnownDatanodesTest::node).toList();
    }

    private static RememberedDatanode node(String uuid) {
        return new RememberedDatanode(uuid, uuid + ".example:9866", "/rack one");
    }

    @Test
    void whoIsLetInIsOnDiskBefore() {
        assertThat(restart(true)).isEqualTo(all());
        known.join(node("dn-2"));
        known.join(node("dn-1"));
        assertThat(restart(false)).isEqualTo(all("dn-1", "dn-2"));
        known.join(node("dn-3"));
        assertThat(restart(false)).isEqualTo(all("dn-1", "dn-2", "dn-3"));
    }

    @Test
    void withoutAFileNobodyIsCertainToBeAllUntilNothingLacks() {
        assertThat(restart(false)).isEqualTo(RememberedDatanodes.NONE);
        known.join(node("dn-1"));
        known.note(nodes("dn-1"), false);
        known.write();
        assertThat(restart(false)).isEqualTo(some("dn-1"));
        known.join(node("dn-1"));
        known.note(nodes("dn-1", "dn-2"), true);
        known.write();
        assertThat(restart(false)).isEqualTo(all("dn-1", "dn-2"));
    }

    @Test
    void whoMayHoldANeededReplicaStays() {
        restart(true);
        known.join(node("dn-1"));
        known.join(node("dn-2"));
        known.note(nodes("dn-1", "dn-2"), false);
        known.note(nodes("dn-1"), false);
        known.write();
        assertThat(restart(false)).isEqualTo(all("dn-1", "dn-2"));
        known.note(nodes("dn-1"), true);
        known.write();
        assertThat(restart(false)).isEqualTo(all("dn-1"));
    }

    /** It was announced, but has not registered yet when somebody looks who is there. */
    @Test
    void whoIsAboutToBeLetInIsNotForgotten() {
        restart(true);
        known.join(node("dn-1"));
        known.note(nodes(), true);
        known.write();
        assertThat(restart(false)).isEqualTo(all("dn-1"));
        known.join(node("dn-1"));
        known.note(nodes("dn-1", "dn-2"), true);
        known.note(nodes("dn-2"), true);
        known.write();
        assertThat(restart(false)).isEqualTo(all("dn-2"));
    }

    @Test
    void whoMovesIsRewrittenBeforeHeIsLetIn() {
        restart(true);
        known.join(node("dn-1"));
        known.note(nodes("dn-1"), true);
        RememberedDatanode moved = new RememberedDatanode("dn-1", "elsewhere:1", "/r2");
        known.join(moved);
        assertThat(restart(false).nodes()).containsExactly(moved);

        known.join(node("dn-1"));
        known.note(nodes("dn-1"), true);
        known.join(moved);
        known.note(nodes("dn-1"), true);
        known.write();
        assertThat(restart(false).nodes())
                .as("seen at the former address before it is let in at the new one")
                .containsExactly(moved);
    }

    @Test
    void aFileOfUuidsAloneIsReadAndFilledUp() throws IOException {
        Path file = temp.resolve("a/current/datanodes");
        Files.writeString(file, "dn-1\ndn-2\n#complete\n");
        assertThat(restart(false)).isEqualTo(RememberedDatanodes.ofUuids(List.of("dn-1", "dn-2"), true));
        known.join(node("dn-2"));
        assertThat(file).hasContent("dn-1\ndn-2\tdn-2.example:9866\t/rack one\n#complete\n");
        Files.writeString(temp.resolve("b/current/datanodes"), "dn-2\n#complete\n");
        assertThat(restart(false).nodes())
                .as("an address beats none, whichever directory has it")
                .containsExactly(RememberedDatanode.ofUuid("dn-1"), node("dn-2"));
    }

    @Test
    void anAddressThatWouldBreakTheLineIsLeftOut() {
        restart(true);
        known.join(new RememberedDatanode("dn-1", "evil\ndn-9:9866", "/r"));
        known.join(new RememberedDatanode("dn-2", "host:9866", "/r\t/r"));
        assertThat(restart(false)).isEqualTo(RememberedDatanodes.ofUuids(List.of("dn-1", "dn-2"), true));
    }

    @Test
    void aFileThatCannotBeReadOrSaysNothingIsNoProof() throws IOException {
        restart(true);
        known.join(node("dn-1"));
        Path file = temp.resolve("b/current/datanodes");
        String text = Files.readString(file);
        assertThat(text).isEqualTo("dn-1\tdn-1.example:9866\t/rack one\n#complete\n");
        Files.writeString(file, "dn-7\tdn-7.example:9866\t/rack one\n");
        assertThat(restart(false)).as("both count, one is no proof").isEqualTo(some("dn-1", "dn-7"));
        Files.delete(file);
        Files.createDirectory(file);
        assertThat(restart(false)).isEqualTo(some("dn-1"));
    }
}
