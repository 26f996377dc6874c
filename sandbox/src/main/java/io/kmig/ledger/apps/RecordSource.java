package io.kmig.ledger.apps;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kmig.ledger.record.Payload;
import io.kmig.ledger.spec.AppSpec;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes up a producer's records: topic, key and value from its seed, numbers from its numbering. */
final class RecordSource {
    private final AppSpec spec;
    private final Numbering numbering;
    private final SplittableRandom random;

    RecordSource(AppSpec spec, Numbering numbering) {
        this.spec = spec;
        this.numbering = numbering;
        this.random = new SplittableRandom(spec.seed());
    }

    record Draft(String topic, String key, Payload payload, ProducerRecord<byte[], byte[]> record) {}

    Draft next() {
        return to(spec.topics().get(random.nextInt(spec.topics().size())), "k" + random.nextInt(spec.keys()));
    }

    Draft to(String topic, String key) {
        Payload payload = numbering.next(topic, key);
        byte[] value = payload.encode(key, spec.valueBytes(), spec.seed());
        return new Draft(topic, key, payload, new ProducerRecord<>(topic, key.getBytes(UTF_8), value));
    }
}
