package io.kmig.validator.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.validator.chain.Batch;
import io.kmig.validator.chain.Link;
import io.kmig.validator.chain.LinkCodec;
import io.kmig.validator.match.Bounds;
import io.kmig.validator.match.Standing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatchProcessorTest {
    private static final int PARTITION = 3;

    private static final Map<String, String> TOPICS = Map.of("digests.orders", "orders", "digests.idle", "idle");

    private final OutcomeCodec codec = new OutcomeCodec();

    @TempDir
    java.io.File directory;

    @Test
    void tellsAStandingSomeTimeAfterAChangeAndThenRests() {
        Task task = new Task(store());

        task.blueReadTo(5);
        assertThat(task.told()).as("at once").isEmpty();
        task.later();

        assertThat(task.told()).containsOnlyKeys("orders-" + PARTITION);
        assertThat(task.told().get("orders-" + PARTITION).blueRead()).isEqualTo(5);
        assertThat(task.context.committed()).isTrue();
        assertThat(task.context.scheduledPunctuators()).allMatch(MockProcessorContext.CapturedPunctuator::cancelled);
    }

    /** A commit between a change and its telling, and the end of the process after it: nothing else may ever come. */
    @Test
    void tellsWhatIsKnownAfterARestartThoughNothingArrivesAnyMore() {
        KeyValueStore<Bytes, byte[]> kept = store();
        new Task(kept).blueReadTo(5);

        Task next = new Task(kept);
        next.later();

        assertThat(next.told()).containsOnlyKeys("orders-" + PARTITION);
        assertThat(next.told().get("orders-" + PARTITION).blueRead()).isEqualTo(5);
    }

    private KeyValueStore<Bytes, byte[]> store() {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore("match"), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
    }

    /** A processor from one start of the process to its end, over a store that outlives it. */
    private final class Task {
        final MockProcessorContext<byte[], byte[]> context;
        private final MatchProcessor processor = new MatchProcessor(TOPICS, "match", 1, Bounds.DEFAULT);

        Task(KeyValueStore<Bytes, byte[]> store) {
            context = new MockProcessorContext<>(new Properties(), new TaskId(0, PARTITION), directory);
            context.setCurrentSystemTimeMs(0);
            if (!store.isOpen()) {
                store.init(context.getStateStoreContext(), store);
            }
            context.addStateStore(store);
            processor.init(context);
        }

        void blueReadTo(long end) {
            arrives(new Link.Origin(Link.NO_ID, Link.NO_ID, 0, 0, 0, 0, 0));
            arrives(new Link.Stretch(Link.NO_ID, Batch.of(0, end, List.of())));
        }

        private void arrives(Link link) {
            context.setRecordMetadata("digests.orders", PARTITION, 0);
            Arrival arrival = Arrival.deserializer().deserialize("digests.orders", LinkCodec.encode(link));
            processor.process(new Record<>(null, arrival, 0));
        }

        void later() {
            context.scheduledPunctuators().stream().filter(p -> !p.cancelled()).forEach(p -> p.getPunctuator()
                    .punctuate(0));
        }

        Map<String, Standing> told() {
            Map<String, Standing> told = new HashMap<>();
            context.forwarded()
                    .forEach(f -> told.put(
                            OutcomeKey.decode(f.record().key()).partition().toString(),
                            codec.standing(f.record().value())));
            return told;
        }
    }
}
