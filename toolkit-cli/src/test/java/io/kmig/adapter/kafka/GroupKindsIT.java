package io.kmig.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.kmig.adapter.connect.ConnectRest;
import io.kmig.adapter.time.SystemPacer;
import io.kmig.core.error.ErrorCode;
import io.kmig.core.error.KmigException;
import io.kmig.core.error.Problem;
import io.kmig.core.estate.Colour;
import io.kmig.core.estate.GroupFacts;
import io.kmig.core.estate.GroupOffset;
import io.kmig.core.estate.Tp;
import io.kmig.core.graph.Unit;
import io.kmig.core.journal.Event;
import io.kmig.core.migration.UnitMove;
import io.kmig.core.plan.MirrorLayout;
import io.kmig.core.port.Estates;
import io.kmig.core.port.ProofPort;
import io.kmig.core.spec.MigrationSpec;
import io.kmig.core.spec.MigrationSpec.ClientSpec;
import io.kmig.testkit.BesideOthers;
import io.kmig.testkit.FakeHooks;
import io.kmig.testkit.FakeJournal;
import io.kmig.testkit.MirrorConfigs;
import io.kmig.testkit.NotedMoves;
import io.kmig.testkit.Specs;
import io.kmig.testkit.TwoClusters;
import io.kmig.testkit.readers.ConsumerReader;
import io.kmig.testkit.readers.Reader;
import io.kmig.testkit.readers.SinkReader;
import io.kmig.testkit.readers.StreamsReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A group of each kind is moved as {@code kmig cutover} moves it, and the same application goes on on green with exactly
 * the next record: where it stands in the middle, at the end, at the start, or far behind. Where it had committed nothing it
 * has nothing committed on green either.
 */
@ExtendWith(TwoClusters.Shared.class)
@BesideOthers
class GroupKindsIT {
    private static final int MIDDLE = 0;
    private static final int END = 1;
    private static final int FAR_BEHIND = 2;
    private static final int UNREAD = 3;
    private static final int START = 4;
    private static final int BEHIND = 20_000;

    private TwoClusters clusters;
    private KafkaCluster blue;
    private KafkaCluster green;
    private KafkaRecordLog blueLog;
    private KafkaRecordLog greenLog;
    private MirrorTopics mirrorTopics;
    private ConnectRest connect;
    private String topic;
    private String mirror;
    private final Map<Integer, Integer> written = new HashMap<>();
    private final FakeJournal journal = new FakeJournal();

    @TempDir
    private Path directory;

    @BeforeEach
    void open(TwoClusters shared) {
        clusters = shared;
        blue = new KafkaCluster(Colour.BLUE, clusters.properties(Colour.BLUE));
        green = new KafkaCluster(Colour.GREEN, clusters.properties(Colour.GREEN));
        blueLog = new KafkaRecordLog(Colour.BLUE, clusters.properties(Colour.BLUE));
        greenLog = new KafkaRecordLog(Colour.GREEN, clusters.properties(Colour.GREEN));
        mirrorTopics = new MirrorTopics(Colour.GREEN, clusters.properties(Colour.GREEN));
        connect = new ConnectRest(clusters.connect().url());
        topic = clusters.fresh("kinds");
        mirror = new MirrorLayout(Specs.plain().spec(), 1, 1).forwardName(clusters.fresh("kinds"));
        List.of(blue, green).forEach(side -> side.createTopic(topic, 5, 1, Map.of()));
    }

    @AfterEach
    void close() {
        if (connect.connector(mirror).isPresent()) {
            connect.delete(mirror);
        }
        mirrorTopics.close();
        List.of(blueLog, greenLog).forEach(KafkaRecordLog::close);
        List.of(blue, green).forEach(KafkaCluster::close);
    }

    /** A kind of group, by its reader. */
    private enum Kind {
        CLASSIC("classic"),
        CONSUMER("consumer"),
        SINK_CONNECTOR("classic"),
        STREAMS_APPLICATION("classic"),
        STREAMS_GROUP("streams");

        /** As the broker calls it. */
        private final String shown;

        Kind(String shown) {
            this.shown = shown;
        }
    }

    private Reader reader(Kind kind) {
        String name = clusters.fresh("kind");
        return switch (kind) {
            case CLASSIC, CONSUMER -> consumer(kind, Map.of());
            case SINK_CONNECTOR -> new SinkReader(clusters, connect, name, topic, directory);
            case STREAMS_APPLICATION, STREAMS_GROUP -> streams(kind);
        };
    }

    private Reader consumer(Kind kind, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("group.protocol", kind.shown);
        return new ConsumerReader(clusters, clusters.fresh("kind"), topic, START, settings);
    }

    private StreamsReader streams(Kind kind) {
        return new StreamsReader(clusters, clusters.fresh("kind"), topic, kind.shown, directory);
    }

    @ParameterizedTest
    @EnumSource
    void theApplicationGoesOnWithExactlyTheNextRecord(Kind kind) {
        movesExactly(reader(kind), kind, false);
    }

    @ParameterizedTest
    @EnumSource(names = {"CLASSIC", "CONSUMER"})
    void aStaticMemberThatLingersIsRemovedWhenItsStopHookHasEndedAndNotBefore(Kind kind) {
        movesExactly(consumer(kind, Map.of("group.instance.id", "the-one")), kind, true);
    }

    /** Those of the streams protocol leave when they are closed, whatever is asked of them. */
    @Test
    void membersOfAStreamsApplicationThatLingerAreRemoved() {
        movesExactly(streams(Kind.STREAMS_APPLICATION).lingering(), Kind.STREAMS_APPLICATION, true);
    }

    @ParameterizedTest
    @EnumSource
    void aGroupThatHasMembersOnGreenIsRefusedWithTheirNames(Kind kind) {
        try (Reader reader = reader(kind)) {
            reader.start(Colour.GREEN);
            await("members").atMost(Duration.ofMinutes(1)).until(() -> !green.members(reader.group())
                    .isEmpty());

            KmigException refusal = catchThrowableOfType(
                    KmigException.class,
                    () -> green.commitOffsets(
                            reader.group(), Map.of(new Tp(topic, MIDDLE), new GroupOffset(7, "from blue"))));

            assertThat(refusal.problems())
                    .extracting(Problem::code)
                    .as(refusal.getMessage())
                    .containsExactly(ErrorCode.GROUP_HAS_MEMBERS);
            assertThat(refusal.getMessage()).contains(reader.group(), " on /127.0.0.1");
            assertThat(green.stableOffsets(reader.group())).doesNotContainValue(new GroupOffset(7, "from blue"));
        }
    }

    private void movesExactly(Reader reader, Kind kind, boolean lingers) {
        // so that equal offsets prove nothing: aborted records on blue, the mirror's markers on green
        write(false, Map.of(MIDDLE, 7, FAR_BEHIND, 3));
        write(true, Map.of(MIDDLE, 40, END, 30, FAR_BEHIND, 20));
        Map<Integer, Integer> before = new HashMap<>(written);
        Map<Integer, Integer> begins = new HashMap<>(before);
        if (reader instanceof ConsumerReader) {
            write(true, Map.of(START, 15));
            before.put(START, 15);
            begins.put(START, 0);
        }
        try (reader) {
            reader.start(Colour.BLUE);
            await("read on blue")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> reader.read(Colour.BLUE).size()
                            >= before.values().stream().mapToInt(n -> n).sum());
            Map<Tp, GroupOffset> committed = awaitCommitted(reader, begins.keySet());
            // Connect commits 0 where a sink has read nothing yet; all others commit nothing there
            assertThat(committed.containsKey(new Tp(topic, UNREAD))).isEqualTo(reader instanceof SinkReader);
            assertThat(onBlue(reader).kind()).isEqualTo(kind.shown);
            reader.stop();
            assertThat(onBlue(reader).members() > 0).as("lingers").isEqualTo(lingers);
            write(true, Map.of(MIDDLE, 25, FAR_BEHIND, BEHIND, UNREAD, 12));
            mirror();
            Map<Tp, GroupOffset> pinned = new HashMap<>();

            move(reader, pinned);

            assertThat(pinned.keySet())
                    .as("what was committed, and nothing else")
                    .isEqualTo(committed.keySet());
            pinned.forEach((tp, offset) -> assertThat(offset.metadata())
                    .as("metadata of %s", tp)
                    .isEqualTo(committed.get(tp).metadata()));
            Map<Integer, List<String>> expected = new TreeMap<>();
            written.forEach((partition, count) -> expected.put(
                    partition,
                    IntStream.range(begins.getOrDefault(partition, 0), count)
                            .mapToObj(n -> partition + ":" + n)
                            .toList()));
            expected.values().removeIf(List::isEmpty);
            long all = expected.values().stream().mapToInt(List::size).sum();
            await("read on green")
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> reader.read(Colour.GREEN).size() >= all);
            assertThat(byPartition(reader.read(Colour.GREEN))).isEqualTo(expected);
        }
    }

    private Map<Tp, GroupOffset> awaitCommitted(Reader reader, Collection<Integer> partitions) {
        await("committed on blue").atMost(Duration.ofMinutes(1)).until(() -> {
            Map<Tp, GroupOffset> offsets = blue.stableOffsets(reader.group());
            return partitions.stream().map(p -> new Tp(topic, p)).allMatch(tp -> {
                GroupOffset offset = offsets.get(tp);
                // the last offset is a marker, which some step over and some do not
                return offset != null
                        && (tp.partition() == START
                                || offset.offset()
                                        >= blue.ends(List.of(tp)).get(tp).leo() - 1);
            });
        });
        return blue.stableOffsets(reader.group());
    }

    /** @param pinned gets what green has of the group right before the application starts there */
    private NotedMoves move(Reader reader, Map<Tp, GroupOffset> pinned) {
        ClientSpec client = Specs.client("app", List.of(reader.group()), List.of());
        MigrationSpec spec = Specs.plain().with(client).spec();
        FakeHooks hooks = new FakeHooks();
        int members = onBlue(reader).members();
        hooks.does(client.stop(), () -> {
            assertThat(onBlue(reader).members())
                    .as("nobody is removed before the hook has ended")
                    .isEqualTo(members);
            reader.stop();
        });
        hooks.does(client.start(), () -> {
            pinned.putAll(green.stableOffsets(reader.group()));
            reader.start(Colour.GREEN);
        });
        NotedMoves heard = new NotedMoves();
        new UnitMove(
                        spec,
                        new MirrorLayout(spec, 1, 1),
                        new Estates(blue, green, blueLog, greenLog, connect, mirrorTopics),
                        hooks,
                        journal,
                        new SystemPacer(),
                        ProofPort.none(),
                        heard,
                        false)
                .move(new Unit("app", List.of(client), new TreeSet<>(List.of(topic))));
        assertThat(journal.events()).anyMatch(Event.Pinned.class::isInstance);
        return heard;
    }

    private static Map<Integer, List<String>> byPartition(List<String> values) {
        Map<Integer, List<String>> by = new TreeMap<>();
        values.forEach(v -> by.computeIfAbsent(Integer.parseInt(v.substring(0, v.indexOf(':'))), p -> new ArrayList<>())
                .add(v));
        return by;
    }

    private void write(boolean commit, Map<Integer, Integer> counts) {
        try (Producer<byte[], byte[]> producer = clusters.transactional(Colour.BLUE, clusters.fresh("kinds-writer"))) {
            producer.beginTransaction();
            counts.forEach((partition, count) -> {
                int from = commit ? written.merge(partition, count, Integer::sum) - count : 0;
                for (int n = from; n < from + count; n++) {
                    byte[] value = (commit ? partition + ":" + n : "aborted").getBytes(StandardCharsets.UTF_8);
                    var unused = producer.send(new ProducerRecord<>(topic, partition, null, value));
                }
            });
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.flush();
                producer.abortTransaction();
            }
        }
    }

    private void mirror() {
        connect.put(mirror, MirrorConfigs.source(clusters, topic), false);
        await("mirrored").atMost(Duration.ofMinutes(2)).until(() -> {
            Map<Tp, Long> copied = connect.mirrorOffsets(mirror);
            return written.keySet().stream().allMatch(p -> {
                Tp tp = new Tp(topic, p);
                // the last offset of each is a marker
                return copied.getOrDefault(tp, -1L)
                        >= blue.ends(List.of(tp)).get(tp).leo() - 2;
            });
        });
    }

    private GroupFacts onBlue(Reader reader) {
        return blue.groups(List.of(reader.group())).get(reader.group());
    }
}
