package io.kmig.validator.topology;

import io.kmig.validator.chain.LinkCodec;
import io.kmig.validator.cluster.RecordReader;
import io.kmig.validator.match.Bounds;
import io.kmig.validator.match.Finding;
import io.kmig.validator.match.Outcomes;
import io.kmig.validator.match.PartitionMatcher;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * A matcher per topic, for the partition of that number.
 *
 * <p>Standings are told some time after the first change, and a commit is asked for with them; an idle partition costs
 * nothing. A commit that comes before keeps the change without its telling, and where the process ends then, nothing
 * else may ever arrive: so all that is known is told once more at the beginning.
 */
final class MatchProcessor implements Processor<byte[], Arrival, byte[], byte[]> {
    private static final Duration TOLD_AFTER = Duration.ofMillis(100);

    private final Map<String, String> topicOfDigests;
    private final String storeName;
    private final RecordReader reader;
    private final Bounds bounds;
    private final OutcomeCodec codec = new OutcomeCodec();
    private final Map<String, PartitionMatcher> matchers = new HashMap<>();
    private final Set<TopicPartition> changed = new HashSet<>();
    private @Nullable ProcessorContext<byte[], byte[]> context;
    private @Nullable Cancellable teller;

    MatchProcessor(Map<String, String> topicOfDigests, String storeName, long seed, Bounds bounds) {
        this.topicOfDigests = topicOfDigests;
        this.storeName = storeName;
        this.reader = new RecordReader(seed);
        this.bounds = bounds;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> given) {
        context = given;
        matchers.clear();
        for (String topic : topicOfDigests.values()) {
            if (PartitionMatcher.known(shelf(topic))) {
                var unused = matcher(new TopicPartition(topic, given.taskId().partition()));
            }
        }
        tellSoon();
    }

    @Override
    public void process(Record<byte[], Arrival> record) {
        RecordMetadata place =
                context().recordMetadata().orElseThrow(() -> new IllegalStateException("a record without its place"));
        Arrival arrival = record.value();
        String topic = topicOfDigests.get(place.topic());
        if (topic == null) {
            PartitionMatcher matcher = matcher(new TopicPartition(place.topic(), place.partition()));
            matcher.green(
                    reader.read(place.offset(), record.key(), arrival.value(), record.headers(), arrival.timestamp()));
        } else {
            byte[] link = arrival.value();
            if (link == null) {
                throw new IllegalStateException(place.topic() + " holds a record that is no link at " + place.offset());
            }
            matcher(new TopicPartition(topic, place.partition())).blue(LinkCodec.decode(link));
        }
        tellSoon();
    }

    private void tellSoon() {
        if (teller == null && !changed.isEmpty()) {
            teller = context().schedule(TOLD_AFTER, PunctuationType.WALL_CLOCK_TIME, now -> tell());
        }
    }

    private PartitionMatcher matcher(TopicPartition tp) {
        changed.add(tp);
        return matchers.computeIfAbsent(tp.topic(), topic -> new PartitionMatcher(shelf(topic), outcomes(tp), bounds));
    }

    private StoreShelf shelf(String topic) {
        KeyValueStore<Bytes, byte[]> store = context().getStateStore(storeName);
        return new StoreShelf(store, topic);
    }

    private Outcomes outcomes(TopicPartition tp) {
        return new Outcomes() {
            @Override
            public void found(Finding finding) {
                forward(new OutcomeKey(tp, finding.id()), codec.encode(finding));
            }

            @Override
            public void cleared(Finding.Id id) {
                forward(new OutcomeKey(tp, id), null);
            }
        };
    }

    private void tell() {
        for (TopicPartition tp : changed) {
            PartitionMatcher matcher = matchers.get(tp.topic());
            if (matcher != null) {
                forward(new OutcomeKey(tp, null), codec.encode(matcher.standing()));
            }
        }
        changed.clear();
        if (teller != null) {
            teller.cancel();
            teller = null;
        }
        context().commit();
    }

    /** A null value is a tombstone; the type says it can't be one, and means the processor's own null-safety. */
    @SuppressWarnings("NullAway")
    private void forward(OutcomeKey key, byte @Nullable [] value) {
        context().forward(new Record<>(key.encode(), value, context().currentSystemTimeMs()));
    }

    private ProcessorContext<byte[], byte[]> context() {
        if (context == null) {
            throw new IllegalStateException("not initialised");
        }
        return context;
    }
}
