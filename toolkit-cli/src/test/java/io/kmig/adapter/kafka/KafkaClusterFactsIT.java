package io.kmig.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.GroupFacts;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.LogEnds;
import io.kmig.core.estate.Tp;
import io.kmig.testkit.TwoClusters;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Facts about real brokers that the protocol of a move relies on. */
@ExtendWith(TwoClusters.Shared.class)
class KafkaClusterFactsIT {
    private TwoClusters clusters;
    private KafkaCluster cluster;

    @BeforeEach
    void connect(TwoClusters shared) {
        clusters = shared;
        cluster = new KafkaCluster(Colour.GREEN, shared.properties(Colour.GREEN));
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void aConsumerResumesAtAnOffsetCommittedWithoutALeaderEpoch() {
        Tp tp = topic("resumes");
        String group = clusters.fresh("resuming");
        for (String value : List.of("a", "b", "c")) {
            clusters.append(Colour.GREEN, tp, value);
        }

        cluster.commitOffsets(group, Map.of(tp, new GroupOffset(2, "from blue")));

        try (KafkaConsumer<byte[], byte[]> consumer = consumer(group, "classic", Map.of())) {
            consumer.subscribe(List.of(tp.topic()));
            assertThat(committed(group, tp).leaderEpoch()).isEmpty();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> poll(consumer), offset -> offset.equals(Optional.of(2L)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void aConsumerThatFindsTheOtherClustersLeaderEpochWaitsForEverAndOneWithoutGoesOn(String protocol)
            throws Exception {
        Tp tp = topic("epochs");
        for (String value : List.of("a", "b", "c")) {
            clusters.append(Colour.GREEN, tp, value);
        }
        String with = clusters.fresh("with-epoch");
        String without = clusters.fresh("without-epoch");
        try (Admin admin = clusters.admin(Colour.GREEN)) {
            // on blue this partition has had more leaders than it has had on green
            admin.alterConsumerGroupOffsets(
                            with,
                            Map.of(
                                    new TopicPartition(tp.topic(), 0),
                                    new OffsetAndMetadata(1, Optional.of(9), "with blue's epoch")))
                    .all()
                    .get();
        }
        cluster.commitOffsets(without, Map.of(tp, new GroupOffset(1, "without")));

        try (KafkaConsumer<byte[], byte[]> waits = consumer(with, protocol, Map.of());
                KafkaConsumer<byte[], byte[]> goesOn = consumer(without, protocol, Map.of())) {
            List.of(waits, goesOn).forEach(c -> c.subscribe(List.of(tp.topic())));
            await().atMost(Duration.ofSeconds(20)).until(() -> poll(goesOn), Optional.of(1L)::equals);
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                poll(waits);
                return !waits.assignment().isEmpty();
            });
            // ten times as long as the other took at most
            await().during(Duration.ofSeconds(5))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> poll(waits), Optional.empty()::equals);
        }
    }

    @Test
    void offsetsOfAGroupWithMembersAreNotSet() {
        Tp tp = topic("busy");
        String group = clusters.fresh("busy");
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(group, "classic", Map.of())) {
            consumer.subscribe(List.of(tp.topic()));
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                poll(consumer);
                return !consumer.assignment().isEmpty();
            });

            KmigException failure = catchThrowableOfType(
                    KmigException.class, () -> cluster.commitOffsets(group, Map.of(tp, new GroupOffset(1, ""))));

            assertThat(failure.problems().get(0).code()).isEqualTo(ErrorCode.GROUP_HAS_MEMBERS);
            assertThat(failure.problems().get(0).observed()).contains(group);
            assertThat(cluster.stableOffsets(group)).isEmpty();
        }
    }

    @Test
    void aPendingTransactionalCommitIsMissingFromStableOffsets() {
        Tp pending = topic("pending");
        Tp settled = topic("settled");
        String group = clusters.fresh("transactional");
        cluster.commitOffsets(group, Map.of(pending, new GroupOffset(1, ""), settled, new GroupOffset(5, "")));
        try (Producer<byte[], byte[]> producer = clusters.transactional(Colour.GREEN, clusters.fresh("committer"));
                KafkaConsumer<byte[], byte[]> member = consumer(group, "classic", Map.of())) {
            producer.beginTransaction();
            producer.sendOffsetsToTransaction(
                    Map.of(new TopicPartition(pending.topic(), 0), new OffsetAndMetadata(2)), member.groupMetadata());

            assertThat(cluster.stableOffsets(group)).isEqualTo(Map.of(settled, new GroupOffset(5, "")));
            assertThat(cluster.groups(List.of(group)).get(group).offsets()).containsOnlyKeys(settled);
            assertThat(cluster.pendingCommits(group)).containsExactly(pending);

            producer.commitTransaction();
            await().untilAsserted(() -> assertThat(cluster.stableOffsets(group))
                    .isEqualTo(Map.of(pending, new GroupOffset(2, ""), settled, new GroupOffset(5, ""))));
            assertThat(cluster.pendingCommits(group)).isEmpty();
        }
    }

    @Test
    void aPendingFirstCommitIsFoundThoughNoListingShowsIt() {
        Tp tp = topic("first");
        Tp settled = topic("settled");
        String group = clusters.fresh("transactional");
        try (Producer<byte[], byte[]> producer = clusters.transactional(Colour.GREEN, clusters.fresh("committer"));
                KafkaConsumer<byte[], byte[]> member = consumer(group, "classic", Map.of())) {
            producer.beginTransaction();
            producer.sendOffsetsToTransaction(
                    Map.of(new TopicPartition(tp.topic(), 0), new OffsetAndMetadata(2)), member.groupMetadata());

            assertThat(cluster.stableOffsets(group)).isEmpty();
            assertThat(cluster.pendingCommits(group)).containsExactly(tp);
            cluster.commitOffsets(group, Map.of(settled, new GroupOffset(5, "")));
            assertThat(cluster.stableOffsets(group)).containsOnlyKeys(settled);
            assertThat(cluster.pendingCommits(group)).containsExactly(tp);

            producer.abortTransaction();
            await().untilAsserted(
                            () -> assertThat(cluster.pendingCommits(group)).isEmpty());
            assertThat(cluster.stableOffsets(group)).containsOnlyKeys(settled);
        }
    }

    @Test
    void aFencedProducerCanNeitherCommitNorWriteAgain() {
        Tp tp = topic("fenced");
        String id = clusters.fresh("zombie");
        try (Producer<byte[], byte[]> producer = clusters.transactional(Colour.GREEN, id)) {
            producer.beginTransaction();
            TwoClusters.send(producer, tp, "undecided");

            cluster.fenceProducers(List.of(id));

            assertThat(catchThrowableOfType(RuntimeException.class, producer::commitTransaction))
                    .isInstanceOf(ProducerFencedException.class);
            assertThat(cluster.ends(List.of(tp))).isEqualTo(Map.of(tp, new LogEnds(0, 2, 2)));
        }
    }

    @Test
    void aTinyMaxMessageSizeLetsFencingPassAndRecordsNot() {
        Tp tp = topic("walled");
        String id = clusters.fresh("walled-in");
        try (Producer<byte[], byte[]> producer = clusters.transactional(Colour.GREEN, id)) {
            producer.beginTransaction();
            TwoClusters.send(producer, tp, "before the wall");
            cluster.alterTopicConfigs(tp.topic(), Map.of("max.message.bytes", "78"), Set.of());

            cluster.fenceProducers(List.of(id));

            assertThat(cluster.openTransactions()).doesNotContain(id);
            assertThat(catchThrowableOfType(
                            IllegalStateException.class,
                            () -> clusters.append(Colour.GREEN, tp, "a record larger than ten bytes")))
                    .hasMessageContaining("RecordTooLarge");
            assertThat(cluster.ends(List.of(tp))).isEqualTo(Map.of(tp, new LogEnds(0, 2, 2)));
        }
    }

    @Test
    void aStaticMemberThatLingersIsRemovedAndItsOffsetsStay() {
        Tp tp = topic("static");
        String group = clusters.fresh("static");
        clusters.append(Colour.GREEN, tp, "a");
        try (KafkaConsumer<byte[], byte[]> consumer =
                consumer(group, "classic", Map.of("group.instance.id", "the-one", "session.timeout.ms", "45000"))) {
            consumer.subscribe(List.of(tp.topic()));
            await().atMost(Duration.ofSeconds(20)).until(() -> poll(consumer).isPresent());
            consumer.commitSync();
        }
        assertThat(cluster.groups(List.of(group)).get(group).members()).isEqualTo(1);

        cluster.removeMembers(group);

        await().untilAsserted(() -> {
            GroupFacts facts = cluster.groups(List.of(group)).get(group);
            assertThat(facts.members()).isZero();
            assertThat(facts.state()).isEqualTo("EMPTY");
            assertThat(facts.offsets()).containsEntry(tp, new GroupOffset(1, ""));
        });
    }

    @Test
    void groupsOfEachProtocolAreShownByTheirKind() {
        Tp tp = topic("kinds");
        String classic = clusters.fresh("classic");
        String modern = clusters.fresh("modern");
        clusters.append(Colour.GREEN, tp, "a");
        try (KafkaConsumer<byte[], byte[]> one = consumer(classic, "classic", Map.of());
                KafkaConsumer<byte[], byte[]> other = consumer(modern, "consumer", Map.of())) {
            for (KafkaConsumer<byte[], byte[]> consumer : List.of(one, other)) {
                consumer.subscribe(List.of(tp.topic()));
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> poll(consumer).isPresent());
                consumer.commitSync();
            }

            Map<String, GroupFacts> groups = cluster.groups();

            assertThat(groups.get(classic).kind()).isEqualTo("classic");
            assertThat(groups.get(modern).kind()).isEqualTo("consumer");
            assertThat(groups.get(modern).state()).isEqualTo("STABLE");
            assertThat(groups.get(modern).members()).isEqualTo(1);
            assertThat(groups.get(modern).offsets()).containsEntry(tp, new GroupOffset(1, ""));
        }
    }

    @Test
    void aShareGroupIsListedWithoutOffsets() throws Exception {
        String group = clusters.fresh("sharing");
        Tp tp = topic("shared");
        try (var consumer = new KafkaShareConsumer<>(
                consumerConfig(group, Map.of()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(tp.topic()));
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                consumer.poll(Duration.ofMillis(100));
                GroupFacts facts = cluster.groups().get(group);
                assertThat(facts).isNotNull();
                assertThat(facts.kind()).isEqualTo("share");
                assertThat(facts.offsets()).isEmpty();
            });
        }
    }

    @Test
    void recentProducersNameWhoHasATransactionOpen() {
        Tp tp = topic("written");
        try (Producer<byte[], byte[]> producer = clusters.transactional(Colour.GREEN, clusters.fresh("suspect"))) {
            producer.beginTransaction();
            TwoClusters.send(producer, tp, "x");

            assertThat(cluster.recentProducers(List.of(tp)))
                    .singleElement()
                    .asString()
                    .startsWith(tp + ": producer id ")
                    .contains("transaction open since offset 0");
        }
    }

    private Tp topic(String prefix) {
        Tp tp = new Tp(clusters.fresh(prefix), 0);
        cluster.createTopic(tp.topic(), 1, 1, Map.of());
        return tp;
    }

    private OffsetAndMetadata committed(String group, Tp tp) {
        try (Admin admin = clusters.admin(Colour.GREEN)) {
            return admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(new TopicPartition(tp.topic(), tp.partition()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<Long> poll(KafkaConsumer<byte[], byte[]> consumer) {
        var records = consumer.poll(Duration.ofMillis(100)).iterator();
        return records.hasNext() ? Optional.of(records.next().offset()) : Optional.empty();
    }

    private KafkaConsumer<byte[], byte[]> consumer(String group, String protocol, Map<String, Object> more) {
        Map<String, Object> config = consumerConfig(group, more);
        config.put("group.protocol", protocol);
        config.put("auto.offset.reset", "earliest");
        config.put("enable.auto.commit", "false");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> consumerConfig(String group, Map<String, Object> more) {
        Map<String, Object> config = new HashMap<>(clusters.properties(Colour.GREEN));
        config.put("group.id", group);
        config.putAll(more);
        return config;
    }
}
