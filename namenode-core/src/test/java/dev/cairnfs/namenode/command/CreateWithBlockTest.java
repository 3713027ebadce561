package dev.cairnfs.namenode.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.blocks.AddBlockFlag;
import dev.cairnfs.namenode.record.EditRecord;
import dev.cairnfs.namenode.record.EditRecord.OpCase;
import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.model.Block;
import dev.cairnfs.shared.model.CreatedFile;
import dev.cairnfs.shared.model.LocatedBlock;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** create and the first addBlock in one call. */
class CreateWithBlockTest {
    private static final long MIB = 1 << 20;

    private final Core core = new Core();

    private static CreateWithBlock creating(boolean overwrite) {
        return new CreateWithBlock(Core.creating("/d/f", "client", overwrite), List.of(), Set.of());
    }

    @Test
    void givesWhatTheTwoCallsGive() throws Exception {
        CreatedFile made = core.run(Core.HDFS, creating(false));
        LocatedBlock first = Objects.requireNonNull(made.firstBlock());
        Block block = first.block().block();
        assertThat(first.block().poolId()).isEqualTo(Core.POOL);
        assertThat(first.locations()).hasSize(3);
        assertThat(core.blocks.pipelines.get(block.blockId())).isEqualTo(first.locations());
        assertThat(core.journal)
                .extracting(EditRecord::getOpCase)
                .containsSubsequence(OpCase.MKDIR, OpCase.CREATE_FILE, OpCase.ADD_BLOCK);

        assertThat(core.addBlock(made.status().fileId(), null))
                .as("asking for the first block gives the same one")
                .isEqualTo(first);
        LocatedBlock second = core.addBlock(made.status().fileId(), Core.extended(block, MIB));
        assertThat(second.offset()).isEqualTo(MIB);
    }

    @Test
    void whoRepeatsTheCallAsksForTheBlock() throws Exception {
        Caller caller = Core.call(Core.HDFS, 7);
        CreatedFile made = core.run(caller, creating(false));
        int records = core.journal.size();
        CreatedFile again = core.run(caller, creating(false));
        assertThat(again.status().fileId()).isEqualTo(made.status().fileId());
        assertThat(again.firstBlock()).isNull();
        assertThat(core.journal).hasSize(records);
        assertThat(core.addBlock(made.status().fileId(), null)).isEqualTo(made.firstBlock());
    }

    /** Its writer was told of no block, and has nothing to write. */
    @Test
    void anEmptyFileIsClosedWithoutTheBlockOfWhichItsWriterDidNotHear() throws Exception {
        Caller caller = Core.call(Core.HDFS, 7);
        core.run(caller, creating(false));
        CreatedFile again = core.run(caller, creating(false));
        assertThat(again.firstBlock()).isNull();
        long file = again.status().fileId();
        assertThat(core.run(Core.HDFS, new Complete(Core.path("/d/f"), file, "client", null)))
                .isTrue();
        assertThat(core.namespace.inodes().blockCount(file)).isZero();
        assertThat(core.namespace.inodes().isUnderConstruction(file)).isFalse();
        assertThat(core.run(Core.HDFS, new Complete(Core.path("/d/f"), file, "client", null)))
                .as("repeated")
                .isTrue();
    }

    /** What somebody was promised of it is not dropped so. */
    @Test
    void aBlockOfWhichSomethingWasFlushedIsNotDroppedByAnEnd() throws Exception {
        CreatedFile made = core.run(Core.HDFS, creating(false));
        long file = made.status().fileId();
        Block block = Objects.requireNonNull(made.firstBlock()).block().block();
        core.run(Core.HDFS, new Fsync(Core.path("/d/f"), file, "client", Core.extended(block, 5)));
        assertThat(core.run(Core.HDFS, new Complete(Core.path("/d/f"), file, "client", null)))
                .isFalse();
        assertThat(core.namespace.inodes().blockCount(file)).isEqualTo(1);
    }

    @Test
    void withoutDatanodesTheFileIsMadeAllTheSame() throws Exception {
        core.blocks.nodes = 0;
        CreatedFile made = core.run(Core.HDFS, creating(false));
        assertThat(made.firstBlock()).isNull();
        assertThat(core.exists("/d/f")).isTrue();
    }

    @Test
    void aReplacedFileGetsItsBlockByTheSecondCall() throws Exception {
        core.file(Core.HDFS, "/d/f", MIB);
        CreatedFile made = core.run(Core.HDFS, creating(true));
        assertThat(made.firstBlock()).isNull();
        assertThat(core.addBlock(made.status().fileId(), null).offset()).isZero();
    }

    @Test
    void refusesWhatCreateRefuses() throws Exception {
        core.file(Core.HDFS, "/d/f", MIB);
        core.refused(Core.HDFS, creating(false), ErrorCode.FILE_ALREADY_EXISTS, "/d/f for client");
    }

    @Test
    void aBlockForWhichNobodyHasRoomLeavesNothingBehind() throws Exception {
        core.blocks.roomBytes = MIB;
        Create huge = new Create(Core.path("/d/huge"), 0644, "client", "10.0.0.1", true, true, 3, Long.MAX_VALUE);
        CreateWithBlock call = new CreateWithBlock(huge, List.of(), Set.of());
        core.refused(Core.HDFS, call, ErrorCode.IO, "could only be written to 0");
        assertThat(core.exists("/d/huge")).isFalse();
        core.file(Core.HDFS, "/d/huge", MIB);
        core.refused(Core.HDFS, call, ErrorCode.IO, "could only be written to 0");
        assertThat(core.exists("/d/huge")).as("it was not replaced").isTrue();
    }

    @Test
    void aClientNameIsPrintable() throws Exception {
        for (String name : List.of("a\u0000b", "a\nb", "a\u007f", "\u0085")) {
            core.refused(
                    Core.HDFS, Core.creating("/d/f", name, false), ErrorCode.ILLEGAL_ARGUMENT, "A client name has no");
        }
        core.run(Core.HDFS, Core.creating("/d/f", "Schl\u00fcssel client_1", false));
    }

    @Test
    void flagsReachThePlacement() throws Exception {
        Set<AddBlockFlag> flags = Set.of(AddBlockFlag.NO_LOCAL_WRITE);
        Create create = Core.creating("/d/f", "client", false);
        core.run(Core.HDFS, new CreateWithBlock(create, List.of("10.0.0.3:9866"), flags));
        assertThat(core.blocks.requests).allSatisfy(request -> {
            assertThat(request.flags()).isEqualTo(flags);
            assertThat(request.favored()).containsExactly("10.0.0.3:9866");
        });
        core.blocks.requests.clear();
        long file = core.create(Core.HDFS, "/d/g").fileId();
        core.run(Core.HDFS, new AddBlock(Core.path("/d/g"), file, "client", null, List.of(), List.of(), flags));
        assertThat(core.blocks.requests)
                .isNotEmpty()
                .allSatisfy(request -> assertThat(request.flags()).isEqualTo(flags));
    }
}
