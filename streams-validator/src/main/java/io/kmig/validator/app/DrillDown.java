package io.kmig.validator.app;

import io.kmig.validator.cluster.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads the records that a difference is about, as far as they are still there, and says in what they differ. */
final class DrillDown {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PATIENCE = Duration.ofSeconds(5).toNanos();

    private final Cluster blue;
    private final Cluster green;

    DrillDown(Cluster blue, Cluster green) {
        this.blue = blue;
        this.green = green;
    }

    ProblemDetail look(TopicPartition tp, long blueOffset, long greenOffset) {
        ConsumerRecord<byte[], byte[]> here = record(blue, tp, blueOffset);
        ConsumerRecord<byte[], byte[]> there = record(green, tp, greenOffset);
        ConsumerRecord<byte[], byte[]> any = here == null ? there : here;
        return new ProblemDetail(any == null ? null : any.key(), here != null, there != null, differences(here, there));
    }

    private static List<String> differences(
            @Nullable ConsumerRecord<byte[], byte[]> here, @Nullable ConsumerRecord<byte[], byte[]> there) {
        List<String> differing = new ArrayList<>();
        if (here != null && there != null) {
            if (!Arrays.equals(here.key(), there.key())) {
                differing.add("key");
            }
            if (!Arrays.equals(here.value(), there.value())) {
                differing.add("value");
            }
            if (!here.headers().equals(there.headers())) {
                differing.add("headers");
            }
            if (here.timestamp() != there.timestamp()) {
                differing.add("timestamp");
            }
        }
        return differing;
    }

    private static @Nullable ConsumerRecord<byte[], byte[]> record(Cluster cluster, TopicPartition tp, long offset) {
        if (offset < 0) {
            return null;
        }
        Consumer<byte[], byte[]> consumer = cluster.reader(50, 1);
        try {
            consumer.assign(List.of(tp));
            consumer.seek(tp, offset);
            long deadline = System.nanoTime() + PATIENCE;
            while (consumer.position(tp) <= offset && System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(tp)) {
                    return record.offset() == offset ? record : null;
                }
            }
            return null;
        } catch (KafkaException e) {
            // purged meanwhile: what is left is the place
            return null;
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        }
    }
}
