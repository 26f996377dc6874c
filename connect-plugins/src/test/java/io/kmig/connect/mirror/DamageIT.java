package io.kmig.connect.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmig.connect.testkit.CdcWorld;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each damage on a real, exactly-once MirrorSource, which here copies a cluster's topic to the same cluster. */
class DamageIT {
    private final CdcWorld world = CdcWorld.shared();
    private final String name = world.fresh("mirror");
    private final String topic = name + "-orders";

    @ParameterizedTest
    @CsvSource({
        "drop, r0 r1 r3 r4 r5",
        "mutate, r0 r1 r3 r3 r4 r5",
        "swap, r0 r1 r3 r2 r4 r5",
        "duplicate, r0 r1 r2 r3 r4 r5 r2"
    })
    void doesThisToTheThirdOfSixRecords(String kind, String expected) throws Exception {
        try (Admin admin = Admin.create(new HashMap<String, Object>(world.cluster.clientProperties()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        write();

        world.run(name, config(kind));

        CdcWorld.await("all of " + kind)
                .untilAsserted(() -> assertThat(mirrored()).isEqualTo(expected));
        world.delete(name);
    }

    private Map<String, String> config(String kind) {
        String bootstrap = world.cluster.bootstrap();
        Map<String, String> config = new HashMap<>();
        config.put("connector.class", "org.apache.kafka.connect.mirror.MirrorSourceConnector");
        config.put("source.cluster.alias", name);
        config.put("target.cluster.alias", "green");
        config.put("source.cluster.bootstrap.servers", bootstrap);
        config.put("target.cluster.bootstrap.servers", bootstrap);
        config.put("topics", topic);
        config.put("replication.factor", "1");
        config.put("offset-syncs.topic.replication.factor", "1");
        config.put("sync.topic.acls.enabled", "false");
        config.put("exactly.once.support", "required");
        config.put("key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        config.put("value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter");
        config.put("consumer.isolation.level", "read_committed");
        config.put("transforms", "damage");
        config.put("transforms.damage.type", DamageSmt.class.getName());
        config.put("transforms.damage.kind", kind);
        config.put("transforms.damage.topic", topic);
        config.put("transforms.damage.partition", "0");
        config.put("transforms.damage.offset", "2");
        config.put("transforms.damage.client.bootstrap.servers", bootstrap);
        return config;
    }

    private void write() throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                new HashMap<String, Object>(world.cluster.clientProperties()),
                new StringSerializer(),
                new StringSerializer())) {
            for (int i = 0; i < 6; i++) {
                producer.send(new ProducerRecord<>(topic, 0, 1_000L + i, "k" + i, "r" + i))
                        .get();
            }
        }
    }

    private String mirrored() {
        Map<String, Object> client = new HashMap<>(world.cluster.clientProperties());
        client.put("isolation.level", "read_committed");
        TopicPartition partition = new TopicPartition(name + "." + topic, 0);
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
                    values.add(record.value());
                }
            }
        }
        return String.join(" ", values);
    }
}
