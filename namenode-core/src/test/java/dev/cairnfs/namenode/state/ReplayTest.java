package dev.cairnfs.namenode.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.cairnfs.namenode.record.EditRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories: invariants, the same state from the same records, and refusal without a trace. */
class ReplayTest {
    private final RecordingBlockEvents events = new RecordingBlockEvents();
    private final Namespace namespace = new Namespace("hdfs", "supergroup", events);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theSameRecordsGiveTheSameState(long seed) {
        List<EditRecord> journal = new ArrayList<>();
        RandomEdits edits = new RandomEdits(namespace, seed, journal::add);
        RecordingBlockEvents shadowEvents = new RecordingBlockEvents();
        Namespace shadow = new Namespace("hdfs", "supergroup", shadowEvents);
        for (int i = 0; i < 4000; i++) {
            edits.step();
            while (shadow.lastTxid() < namespace.lastTxid()) {
                shadow.replay(shadow.lastTxid() + 1, journal.get((int) shadow.lastTxid()));
            }
            if (i % 200 == 0) {
                StateInvariants.check(namespace);
                assertThat(NamespaceDigest.of(shadow)).isEqualTo(NamespaceDigest.of(namespace));
            }
        }
        assertThat(shadowEvents.take()).isEqualTo(events.take());
        assertThat(NamespaceDigest.difference(shadow, namespace)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void aRecordThatIsRefusedLeavesNoTrace(long seed) {
        Random random = new Random(seed);
        List<EditRecord> journal = new ArrayList<>();
        RandomEdits edits = new RandomEdits(namespace, seed, journal::add);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            edits.step();
            if (journal.isEmpty()) {
                continue;
            }
            EditRecord bad = spoiled(journal.get(random.nextInt(journal.size())), random);
            long before = NamespaceDigest.of(namespace);
            events.take();
            try {
                namespace.replay(namespace.lastTxid() + 1, bad);
                journal.add(bad);
            } catch (IllegalStateException e) {
                refused++;
                assertThat(NamespaceDigest.of(namespace)).as("%s", bad).isEqualTo(before);
                assertThat(events.take()).isEmpty();
            }
            if (i % 100 == 0) {
                StateInvariants.check(namespace);
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }

    /** An old record with one of its numbers changed: it may fit by chance. */
    private static EditRecord spoiled(EditRecord record, Random random) {
        FieldDescriptor operation =
                EditRecord.getDescriptor().findFieldByNumber(record.getOpCase().getNumber());
        Message.Builder changed = ((Message) record.getField(operation)).toBuilder();
        List<FieldDescriptor> fields = changed.getDescriptorForType().getFields();
        FieldDescriptor field = fields.get(random.nextInt(fields.size()));
        if (field.isRepeated()) {
            changed.clearField(field);
            return record.toBuilder()
                    .clearCall()
                    .setField(operation, changed.build())
                    .build();
        }
        switch (field.getJavaType()) {
            case LONG -> changed.setField(field, (long) changed.getField(field) + random.nextInt(-2, 3));
            case INT -> changed.setField(field, random.nextInt(-2, 3));
            case FLOAT, DOUBLE, BOOLEAN, STRING, BYTE_STRING, ENUM, MESSAGE -> changed.clearField(field);
        }
        return record.toBuilder()
                .clearCall()
                .setField(operation, changed.build())
                .build();
    }
}
