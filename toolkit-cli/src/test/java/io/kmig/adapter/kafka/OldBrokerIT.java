package io.kmig.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.TopicFacts;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.RecordLog;
import io.kmig.sandbox.KafkaSpec;
import io.kmig.testkit.TwoClusters;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A blue of 2.8 with ZooKeeper: what it can do works, and what it can't is answered as the port says. */
class OldBrokerIT {
    private static io.kmig.sandbox.KafkaCluster old;
    private static KafkaCluster cluster;

    @BeforeAll
    static void start() {
        old = io.kmig.sandbox.KafkaCluster.start(KafkaSpec.named("old").withVersion(KafkaSpec.V2_8_2));
        cluster = new KafkaCluster(Colour.BLUE, new HashMap<>(old.clientProperties()));
    }

    @AfterAll
    static void stop() {
        cluster.close();
        old.close();
    }

    @Test
    void itsReleaseIsToldFromItsProtocol() {
        assertThat(cluster.identity().version()).isEqualTo("2.8-IV1");
        assertThat(cluster.identity().id()).isNotBlank();
    }

    @Test
    void topicsGroupsAndEndsWork() {
        cluster.createTopic("orders", 2, 1, Map.of("retention.ms", "1000000"));
        cluster.alterTopicConfigs("orders", Map.of("max.message.bytes", "5000"), Set.of("retention.ms"));
        Tp tp = new Tp("orders", 0);
        produce(tp, "a", "b");
        cluster.commitOffsets("billing", Map.of(tp, new GroupOffset(1, "m")));

        TopicFacts facts = cluster.topics().get("orders");

        assertThat(facts.partitions()).isEqualTo(2);
        assertThat(facts.configs().get("max.message.bytes").overridden()).isTrue();
        assertThat(facts.configs().get("retention.ms").overridden()).isFalse();
        assertThat(cluster.ends(List.of(tp))).isEqualTo(Map.of(tp, new LogEnds(0, 2, 2)));
        assertThat(cluster.groups().get("billing").offsets()).isEqualTo(Map.of(tp, new GroupOffset(1, "m")));
        assertThat(cluster.groups().get("billing").kind()).isEqualTo("classic");
        assertThat(cluster.groups(List.of("nobody")).get("nobody").kind()).isEqualTo("unknown");
    }

    @Test
    void pendingFirstCommitsAndMembersAreSeen() {
        Tp tp = new Tp("busy", 0);
        cluster.createTopic("busy", 1, 1, Map.of());
        Map<String, Object> config = new HashMap<>(old.clientProperties());
        config.put("transactional.id", "committer");
        try (KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
                KafkaConsumer<byte[], byte[]> member = consumer("joined");
                KafkaConsumer<byte[], byte[]> committing = consumer("committing")) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.sendOffsetsToTransaction(
                    Map.of(new TopicPartition("busy", 0), new OffsetAndMetadata(1)), committing.groupMetadata());
            member.subscribe(List.of("busy"));
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                member.poll(Duration.ofMillis(100));
                return !member.assignment().isEmpty();
            });

            assertThat(cluster.pendingCommits("committing")).containsExactly(tp);
            assertThat(cluster.pendingCommits("nobody")).isEmpty();
            assertThat(cluster.members("joined")).singleElement().asString().endsWith(" on /127.0.0.1");
            assertThatThrownBy(() -> cluster.commitOffsets("joined", Map.of(tp, new GroupOffset(1, ""))))
                    .isInstanceOfSatisfying(
                            KmigException.class,
                            e -> assertThat(e.problems().get(0).code()).isEqualTo(ErrorCode.GROUP_HAS_MEMBERS));
            producer.abortTransaction();
        }
    }

    @Test
    void recordsAreReadToTheEnd() {
        Tp tp = new Tp("read", 0);
        cluster.createTopic("read", 1, 1, Map.of());
        produce(tp, "a", "b");

        try (KafkaRecordLog log = new KafkaRecordLog(Colour.BLUE, new HashMap<>(old.clientProperties()));
                RecordLog.Cursor cursor = log.open(tp, 0)) {
            assertThat(cursor.next().offset()).isZero();
            assertThat(cursor.next().offset()).isEqualTo(1);
            assertThat(cursor.next()).isNull();
        }
    }

    @Test
    void fencingWorksAndListingTransactionsIsEmpty() {
        cluster.fenceProducers(List.of("an-id"));

        assertThat(cluster.transactionalIds()).isEmpty();
        assertThat(cluster.openTransactions()).isEmpty();
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String group) {
        Map<String, Object> config = new HashMap<>(old.clientProperties());
        config.put("group.id", group);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static void produce(Tp tp, String... values) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                new HashMap<>(old.clientProperties()), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String value : values) {
                TwoClusters.send(producer, tp, value);
            }
        }
    }
}
