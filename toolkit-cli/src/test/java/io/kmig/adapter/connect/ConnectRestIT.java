package io.kmig.adapter.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.ConnectorFacts;
import io.kmig.core.estate.Tp;
import io.kmig.core.port.ConnectPort.ConfigFinding;
import io.kmig.testkit.MirrorConfigs;
import io.kmig.testkit.TwoClusters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a move relies on in a real worker and a real, exactly-once MirrorSourceConnector. */
@ExtendWith(TwoClusters.Shared.class)
class ConnectRestIT {
    private final List<String> created = new ArrayList<>();
    private TwoClusters clusters;
    private ConnectRest connect;

    @BeforeEach
    void connect(TwoClusters shared) {
        clusters = shared;
        connect = new ConnectRest(String.join(",", shared.connect().urls()));
    }

    @AfterEach
    void delete() {
        created.forEach(connect::delete);
    }

    @Test
    void aWorkerSaysItsVersionAndItsCluster() throws Exception {
        try (Admin admin = clusters.admin(Colour.GREEN)) {
            assertThat(connect.worker().version()).isEqualTo("4.3.1");
            assertThat(connect.worker().kafkaClusterId())
                    .isEqualTo(admin.describeCluster().clusterId().get());
        }
    }

    @Test
    void theMirrorsPluginsAreListedByClass() {
        assertThat(connect.plugins()).contains(MirrorConfigs.SOURCE, MirrorConfigs.CHECKPOINT);
    }

    @Test
    void aGoodConfigHasNoFindingsAndABadOneNamesItsKeys() {
        Map<String, String> config = MirrorConfigs.source(clusters, "any");
        config.put("name", "validated");

        assertThat(connect.validate(config)).isEmpty();

        config.put("tasks.max", "many");
        assertThat(connect.validate(config)).extracting(ConfigFinding::key).contains("tasks.max");
        assertThat(connect.connectors()).doesNotContain("validated");
    }

    @Test
    void aClassTheWorkersDoNotHaveIsAFinding() {
        assertThat(connect.validate(Map.of("connector.class", "io.kmig.NoSuchConnector", "name", "x")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.key()).isEqualTo("connector.class");
                    assertThat(finding.message()).contains("NoSuchConnector");
                });
    }

    @Test
    void aMirrorSetToAnOffsetCopiesTheRecordAfterItFirst() {
        Tp tp = mirroredTopic();
        for (int i = 0; i < 5; i++) {
            clusters.append(Colour.BLUE, tp, "record " + i);
        }
        String name = create(MirrorConfigs.source(clusters, tp.topic()), true);
        ConnectorFacts stopped = awaitState(name, "STOPPED");

        connect.alterMirrorOffsets(name, "blue", Map.of(tp, 2L));
        Map<Tp, Long> set = connect.mirrorOffsets(name);
        connect.resume(name);
        List<String> copied = readGreen(tp, 2);

        assertThat(stopped.tasks()).isEmpty();
        assertThat(set).isEqualTo(Map.of(tp, 2L));
        assertThat(copied).containsExactly("record 3", "record 4");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> connect.mirrorOffsets(name).equals(Map.of(tp, 4L)));
        assertThat(connect.connector(name).orElseThrow().running()).isTrue();
    }

    @Test
    void offsetsAreAlteredRightAfterStopWasAskedForAndClearedByMinusOne() {
        Tp tp = mirroredTopic();
        clusters.append(Colour.BLUE, tp, "a");
        String name = create(MirrorConfigs.source(clusters, tp.topic()), false);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> connect.mirrorOffsets(name).equals(Map.of(tp, 0L)));

        connect.stop(name);
        connect.alterMirrorOffsets(name, "blue", Map.of(tp, -1L));
        connect.stop(name);

        assertThat(connect.mirrorOffsets(name)).isEmpty();
        connect.resume(name);
        assertThat(readGreen(tp, 2)).containsExactly("a", "a");
    }

    @Test
    void aConnectorWhoseOffsetsAreForgottenBeginsAnew() {
        Tp tp = mirroredTopic();
        clusters.append(Colour.BLUE, tp, "a");
        String name = create(MirrorConfigs.source(clusters, tp.topic()), false);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> connect.mirrorOffsets(name).equals(Map.of(tp, 0L)));

        connect.stop(name);
        connect.forgetOffsets(name);

        assertThat(connect.mirrorOffsets(name)).isEmpty();
    }

    @Test
    void offsetsOfARunningConnectorAreRefusedInTheWorkersWords() {
        Tp tp = mirroredTopic();
        String name = create(MirrorConfigs.source(clusters, tp.topic()), false);
        awaitState(name, "RUNNING");

        KmigException failure = catchThrowableOfType(
                KmigException.class, () -> connect.alterMirrorOffsets(name, "blue", Map.of(tp, 1L)));

        assertThat(failure.problems().get(0).code()).isEqualTo(ErrorCode.CONNECT_REQUEST_FAILED);
        assertThat(failure.problems().get(0).observed()).contains(name).contains("STOPPED");
    }

    @Test
    void puttingAConfigAgainReplacesItAndLeavesTheStateAlone() {
        Map<String, String> config = MirrorConfigs.source(clusters, "none");
        String name = create(config, true);
        awaitState(name, "STOPPED");

        config.put("offset.lag.max", "7");
        connect.put(name, config, false);

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            ConnectorFacts facts = connect.connector(name).orElseThrow();
            assertThat(facts.config()).containsEntry("offset.lag.max", "7");
            assertThat(facts.state()).isEqualTo("STOPPED");
        });
    }

    @Test
    void namesWithBlanksAndPlusesWork() {
        String name = clusters.fresh("a mirror + more");
        created.add(name);

        connect.put(name, MirrorConfigs.source(clusters, "none"), true);

        await().atMost(Duration.ofSeconds(30))
                .until(() -> connect.connector(name).isPresent());
        assertThat(connect.connectors()).contains(name);
    }

    @Test
    void deletingWhatIsNotThereIsDoneAndStoppingItIsNot() {
        assertThatCode(() -> connect.delete("never-was")).doesNotThrowAnyException();
        assertThat(connect.connector("never-was")).isEmpty();

        KmigException failure = catchThrowableOfType(KmigException.class, () -> connect.stop("never-was"));

        assertThat(failure.problems().get(0).code()).isEqualTo(ErrorCode.CONNECT_REQUEST_FAILED);
        assertThat(failure.problems().get(0).observed()).contains("never-was");
    }

    private String create(Map<String, String> config, boolean stopped) {
        String name = clusters.fresh("kmig.test.forward");
        created.add(name);
        connect.put(name, config, stopped);
        return name;
    }

    private ConnectorFacts awaitState(String name, String state) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> connect.connector(name).orElse(null),
                        facts -> facts != null
                                && facts.state().equals(state)
                                && (!state.equals("RUNNING") || facts.running()));
    }

    private Tp mirroredTopic() {
        Tp tp = new Tp(clusters.fresh("mirrored"), 0);
        for (Colour colour : Colour.values()) {
            try (Admin admin = clusters.admin(colour)) {
                admin.createTopics(List.of(new NewTopic(tp.topic(), 1, (short) 1)))
                        .all()
                        .get();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        return tp;
    }

    private List<String> readGreen(Tp tp, int atLeast) {
        Map<String, Object> config = new HashMap<>(clusters.properties(Colour.GREEN));
        config.put("isolation.level", "read_committed");
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partition = List.of(new TopicPartition(tp.topic(), 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> values.add(new String(record.value(), StandardCharsets.UTF_8)));
                return values.size() >= atLeast;
            });
        }
        return values;
    }
}
