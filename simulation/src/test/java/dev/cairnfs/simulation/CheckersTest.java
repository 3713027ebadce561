package dev.cairnfs.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.cairnfs.namenode.record.CallId;
import dev.cairnfs.namenode.record.DeleteRecord;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.record.MkdirRecord;
import dev.cairnfs.namenode.record.SetPermissionRecord;
import dev.cairnfs.namenode.state.Namespace;
import dev.cairnfs.namenode.state.NamespaceDigest;
import dev.cairnfs.simulation.runtime.Trace;
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
        assertThatThrownBy(() -> history.add(List.of(chmod(0701)), live))
                .as("after the very batch")
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("at txid 1");
        history.cutTo(0);
        history.add(List.of(chmod(0700)), live);
        history.compare(live, "live state");
    }

    @Test
    void theShadowSeesTheRetryCache() {
        EditRecord plain = mkdir(live, "a");
        live.replay(
                1,
                plain.toBuilder()
                        .setCall(CallId.newBuilder()
                                .setClientId(ByteString.copyFrom(new byte[16]))
                                .setCallId(3))
                        .build());
        assertThatThrownBy(() -> history.add(List.of(plain), live))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("call 3");
    }

    @Test
    void theShadowSeesDeletedTrees() {
        Namespace other = History.emptyNamespace();
        for (Namespace each : List.of(live, other)) {
            long top = each.inodes().peekNextId(0);
            each.replay(1, mkdir(each, "top"));
            EditRecord.Builder below = mkdir(each, each == live ? "x" : "y").toBuilder();
            below.getMkdirBuilder().setParentId(top);
            each.replay(2, below.build());
            each.replay(
                    3,
                    EditRecord.newBuilder()
                            .setDelete(DeleteRecord.newBuilder().setInodeId(top))
                            .build());
            assertThat(each.hasReclaimable()).isTrue();
        }
        assertThat(NamespaceDigest.of(live)).isNotEqualTo(NamespaceDigest.of(other));
    }

    @Test
    void aDigestCoversNamesAndOrder() {
        Namespace other = History.emptyNamespace();
        live.replay(1, mkdir(live, "a"));
        other.replay(1, mkdir(other, "b"));
        assertThat(NamespaceCounters.of(live)).isEqualTo(NamespaceCounters.of(other));
        assertThat(NamespaceDigest.of(live)).isNotEqualTo(NamespaceDigest.of(other));
    }
}
