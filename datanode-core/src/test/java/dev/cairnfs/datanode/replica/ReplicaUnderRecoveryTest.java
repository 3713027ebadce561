package dev.cairnfs.datanode.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.ReplicaState;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ReplicaUnderRecoveryTest {
    private static final Block BLOCK = new Block(7, 10, 500);

    private static Replica replica(ReplicaState state) {
        return new Replica(BLOCK, state, 0);
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        HdfsException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void theFirstRecoveryRemembersWhatTheReplicaWas() throws HdfsException {
        for (ReplicaState state : new ReplicaState[] {ReplicaState.FINALIZED, ReplicaState.RBW, ReplicaState.RWR}) {
            ReplicaUnderRecovery first = ReplicaUnderRecovery.begin(replica(state), null, BLOCK, 20);
            assertThat(first).isEqualTo(new ReplicaUnderRecovery(20, state));
            ReplicaUnderRecovery second = ReplicaUnderRecovery.begin(replica(ReplicaState.RUR), first, BLOCK, 21);
            assertThat(second).isEqualTo(new ReplicaUnderRecovery(21, state));
        }
    }

    @Test
    void onlyANewerRecoveryTakesOver() {
        ReplicaUnderRecovery now = new ReplicaUnderRecovery(20, ReplicaState.RBW);
        for (long id : new long[] {19, 20}) {
            refused(
                    ErrorCode.RECOVERY_IN_PROGRESS,
                    () -> ReplicaUnderRecovery.begin(replica(ReplicaState.RUR), now, BLOCK, id));
        }
    }

    @Test
    void theStampMustLieBetweenTheBlocksAndTheRecoverys() throws HdfsException {
        Replica replica = replica(ReplicaState.RBW);
        refused(
                ErrorCode.REPLICA_NOT_FOUND,
                () -> ReplicaUnderRecovery.begin(replica, null, new Block(7, 11, 500), 20));
        refused(ErrorCode.IO, () -> ReplicaUnderRecovery.begin(replica, null, BLOCK, 10));
        refused(ErrorCode.IO, () -> ReplicaUnderRecovery.begin(replica, null, new Block(7, 1, 0), 9));
        assertThat(ReplicaUnderRecovery.begin(replica, null, new Block(7, 9, 500), 11))
                .isEqualTo(new ReplicaUnderRecovery(11, ReplicaState.RBW));
    }

    private static void update(@Nullable ReplicaUnderRecovery now, Block told, long length) throws HdfsException {
        ReplicaUnderRecovery.requireUpdatable(replica(ReplicaState.RUR), now, told, 20, length);
    }

    @Test
    void onlyTheRecoveryThatHasTheReplicaEndsIt() throws HdfsException {
        ReplicaUnderRecovery now = new ReplicaUnderRecovery(20, ReplicaState.RBW);
        update(now, BLOCK, 500);
        update(now, BLOCK, 0);
        refused(ErrorCode.IO, () -> update(null, BLOCK, 500));
        refused(ErrorCode.IO, () -> update(new ReplicaUnderRecovery(21, ReplicaState.RBW), BLOCK, 500));
        refused(ErrorCode.IO, () -> update(new ReplicaUnderRecovery(19, ReplicaState.RBW), BLOCK, 500));
        refused(ErrorCode.IO, () -> update(now, BLOCK, 501));
        refused(ErrorCode.IO, () -> update(now, BLOCK, -1));
        refused(ErrorCode.IO, () -> update(now, new Block(7, 9, 500), 500));
        refused(ErrorCode.IO, () -> update(now, new Block(7, 10, 499), 400));
    }
}
