package dev.cairnfs.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.record.MkdirRecord;
import dev.cairnfs.namenode.record.SetPermissionRecord;
import dev.cairnfs.namenode.state.Namespace;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A checker that cannot fail is none. */
class CheckersTest {
    private final Namespace live = History.emptyNamespace();
    private final History history = new History(new Trace());

    private static EditRecord mkdir(Namespace namespace, String name) {
        return EditRecord.newBuilder()
                .setMkdir(MkdirRecord.newBuilder()
                        .setParentId(Namespace.ROOT_ID)
                        .setName(ByteString.copyFromUtf8(name))
                        .setInodeId(namespace.inodes().peekNextId(0))
                        .setOwner("a")
                        .setGroup("b")
                        .setMode(0755))
                .build();
    }

    private static EditRecord chmod(int mode) {
        return EditRecord.newBuilder()
                .setSetPermission(SetPermissionRecord.newBuilder()
                        .setInodeId(Namespace.ROOT_ID)
                        .setMode(mode))
                .build();
    }

    @Test
    void theShadowSeesARecordThatWasNotJournaled() {
        EditRecord first = mkdir(live, "a");
        live.replay(1, first);
        history.add(List.of(first), live);
        EditRecord second = mkdir(live, "b");
        live.replay(2, second);
        assertThatThrownBy(() -> history.add(List.of(), live)).isInstanceOf(InvariantViolation.class);
    }

    @Test
    void theFullComparisonSeesWhatTheCountersDoNot() {
        live.replay(1, chmod(0700));
        history.add(List.of(chmod(0701)), live);
        assertThatThrownBy(() -> history.compare(live, "live state")).isInstanceOf(InvariantViolation.class);
        history.cutTo(0);
        history.add(List.of(chmod(0700)), live);
        history.compare(live, "live state");
    }

    @Test
    void aDigestCoversNamesAndOrder() {
        Namespace other = History.emptyNamespace();
        live.replay(1, mkdir(live, "a"));
        other.replay(1, mkdir(other, "b"));
        assertThat(NamespaceDigest.quick(live)).isEqualTo(NamespaceDigest.quick(other));
        assertThat(NamespaceDigest.of(live)).isNotEqualTo(NamespaceDigest.of(other));
    }
}
