package dev.cairnfs.namenode.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.blocks.ReplicaPlace;
import dev.cairnfs.shared.model.AppendedFile;
import dev.cairnfs.shared.model.ExtendedBlock;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call whose answer got lost, repeated to a NameNode that was started again, does nothing twice and answers the same. */
class RetryAcrossRestartTest {
    @TempDir
    Path directory;

    private final Core core = new Core();
    /** The calls under their ids, with their answers. */
    private final Map<Command<?>, Object> answers = new LinkedHashMap<>();

    private static Caller caller(int call) {
        return Core.call(Core.ALICE, call);
    }

    private <R> R called(Command<R> command) throws Exception {
        R answer = core.run(caller(answers.size()), command);
        answers.put(command, Objects.requireNonNull(answer));
        return answer;
    }

    /** One call of every at-most-once kind. */
    @BeforeEach
    void callEverything() throws Exception {
        core.run(Core.HDFS, new SetPermission(Core.path("/"), 0777));
        core.file(Core.ALICE, "/t", 100);
        core.file(Core.ALICE, "/s", 10);
        core.file(Core.ALICE, "/old", 1);
        core.file(Core.ALICE, "/older", 1);
        core.file(Core.ALICE, "/gone", 1);
        core.file(Core.ALICE, "/cut", 100);
        core.file(Core.ALICE, "/same", 5);
        called(Core.creating("/new", "client", false));
        called(new CreateWithBlock(Core.creating("/whole", "client", false), List.of(), Set.of()));
        called(new Rename(Core.path("/old"), Core.path("/renamed")));
        called(new Rename2(Core.path("/older"), Core.path("/renamed2"), false));
        called(new Delete(Core.path("/gone"), false));
        called(new Concat(Core.path("/t"), List.of(Core.path("/s"))));
        called(new Truncate(Core.path("/cut"), 40, "cutter", "10.0.0.98"));
        called(new Truncate(Core.path("/cut"), 40, "joiner", "10.0.0.98"));
        called(new Truncate(Core.path("/same"), 5, "cutter", "10.0.0.98"));
        AppendedFile appended = called(new Append(Core.path("/t"), "appender", "10.0.0.99", false));
        ExtendedBlock old = Objects.requireNonNull(appended.lastBlock()).block();
        ExtendedBlock renewed = core.run(Core.ALICE, new UpdateBlockForPipeline(old, "appender"))
                .block();
        called(new UpdatePipeline("appender", old, renewed, List.of(new ReplicaPlace("dn-1", "DS-1"))));
    }

    private void repeatAll(Core restarted) throws Exception {
        // Its DataNodes have reported.
        restarted.blocks.pipelines.putAll(core.blocks.pipelines);
        long txid = restarted.namespace.lastTxid();
        assertThat(txid).isEqualTo(core.namespace.lastTxid());
        int call = 0;
        for (Map.Entry<Command<?>, Object> answer : answers.entrySet()) {
            Command<?> command = answer.getKey();
            Object again = restarted.run(caller(call++), command);
            if (!(command instanceof Append || command instanceof CreateWithBlock)) {
                // An appended block has a new stamp meanwhile, and a first block is asked for anew.
                assertThat(again).as(command.toString()).isEqualTo(answer.getValue());
            }
            assertThat(restarted.namespace.lastTxid()).as(command.toString()).isEqualTo(txid);
        }
    }

    @Test
    void fromTheJournal() throws Exception {
        repeatAll(new Core(core.journal));
    }

    @Test
    void fromAnImage() throws Exception {
        repeatAll(new Core(core.namespace.snapshot(), directory));
    }
}
