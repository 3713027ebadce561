package dev.cairnfs.namenode.blocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicaPlaceTest {
    @Test
    void twoListsNamePlacesTogether() throws HdfsException {
        assertThat(ReplicaPlace.of(List.of("dn-1", "dn-2"), List.of("DS-1", "DS-2")))
                .containsExactly(new ReplicaPlace("dn-1", "DS-1"), new ReplicaPlace("dn-2", "DS-2"));
    }

    @Test
    void listsOfDifferentLengthsAreRefused() {
        assertThatThrownBy(() -> ReplicaPlace.of(List.of("dn-1"), List.of()))
                .isInstanceOfSatisfying(
                        HdfsException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.HADOOP_ILLEGAL_ARGUMENT))
                .hasMessage("Length mismatched: storageIDs.length=0 != datanodeID.length=1");
    }
}
